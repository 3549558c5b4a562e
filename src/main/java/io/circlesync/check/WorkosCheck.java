package io.circlesync.check;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks at the secret's form. WorkOS itself shows by its first webhook whether it is the right one. */
public final class WorkosCheck {

    /** What its lines are about. */
    public static final String WHAT = "workos";

    private static final Pattern OF_ANOTHER_KIND = Pattern.compile("(sk_|client_|https?://).*");

    private WorkosCheck() {}

    /** The question. */
    public static Question of(Optional<String> secret) {
        return Question.known(WHAT, List.of(judge(secret)));
    }

    private static Check judge(Optional<String> secret) {
        if (secret.isEmpty()) {
            return Check.warning(
                    WHAT,
                    "workos.webhook-secret is not set, so WorkOS's webhooks are answered with 503; set it if your accounts"
                            + " are WorkOS's");
        }
        return OF_ANOTHER_KIND.matcher(secret.get()).matches()
                ? Check.notOk(
                        WHAT,
                        "workos.webhook-secret is an API key, a client id or a URL; expected the signing secret of the"
                                + " webhook endpoint, which WorkOS's dashboard shows there (whsec_…)")
                : Check.ok(
                        WHAT, "workos.webhook-secret is there; the first webhook shows whether it is the endpoint's");
    }
}
