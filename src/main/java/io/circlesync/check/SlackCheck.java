package io.circlesync.check;

import io.circlesync.check.PartnerHttp.Reply;
import io.circlesync.http.Unreached;
import io.circlesync.message.slack.SlackRefusals;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Knocks at an incoming webhook with nothing in hand. Slack looks at the webhook first and at the message then, so one that
 * is alive complains of the message, and no message is sent.
 */
public final class SlackCheck {

    /** What its lines are about. */
    public static final String WHAT = "slack";

    private static final String NOTHING = "";
    private static final Set<String> ABOUT_NOTHING =
            Set.of("invalid_payload", "no_text", "missing_text_or_fallback_or_attachments");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]{1,60}");

    private SlackCheck() {}

    /**
     * The question for one channel.
     *
     * @param setting the name of the setting that holds the URL
     */
    public static Question of(String setting, URI url) {
        return new Question(WHAT, () -> List.of(ask(setting, url)));
    }

    private static Check ask(String setting, URI url) throws IOException {
        try (PartnerHttp http = new PartnerHttp()) {
            return judge(setting, http.post(url, NOTHING));
        } catch (IOException e) {
            return Check.notOk(WHAT, setting + " is not reached: " + Unreached.words(e));
        }
    }

    private static Check judge(String setting, Reply reply) {
        int status = reply.status();
        String word = WORD.matcher(reply.text()).matches() ? reply.text() : "";
        String answer = status + (word.isEmpty() ? "" : " " + word);
        if (status == 400 && ABOUT_NOTHING.contains(word)) {
            return Check.ok(WHAT, setting + " is alive; nothing was posted");
        }
        if (reply.isRedirect()) {
            return Check.notOk(
                    WHAT,
                    setting + " answers with a redirect"
                            + reply.redirect().map(host -> " to " + host).orElse("")
                            + ", which is not followed; expected the webhook's own URL, as Slack shows it");
        }
        if (status == 429 || status >= 500) {
            return Check.warning(WHAT, setting + " is there and busy (" + answer + "); try again in a minute");
        }
        if (status == 401 || status == 403 || status == 404 || status == 410 || SlackRefusals.isAboutTheWebhook(word)) {
            return Check.notOk(
                    WHAT,
                    setting + " is no webhook that Slack takes messages from (" + answer
                            + "); expected the URL of an incoming webhook that is active, in a channel that is not archived");
        }
        if (status == 200 && word.equals("ok")) {
            return Check.warning(
                    WHAT,
                    setting
                            + " says ok to nothing at all, which Slack does not; look whether it is Slack's, or somebody's in"
                            + " between");
        }
        return Check.notOk(
                WHAT,
                setting + " answers as Slack does not (" + answer
                        + "); expected an incoming webhook such as https://hooks.slack.com/services/…");
    }
}
