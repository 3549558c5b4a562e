package io.circlesync.message.slack;

import io.circlesync.outbox.Refusal;
import io.circlesync.outbox.Refusal.Scope;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Says whose matter it is that Slack has not taken a message. A payload that Slack does not understand is the message's;
 * a webhook that is gone, a channel that is closed, a redirect or somebody's log-in page are the account's (Slack's
 * errors for incoming webhooks, one plain word each); being busy or out of reach passes.
 */
public final class SlackRefusals {

    private static final int OK = 200;

    /** Words that are about the webhook, whichever status they come with. */
    private static final Set<String> ABOUT_THE_ACCOUNT = Set.of(
            "action_prohibited",
            "channel_is_archived",
            "channel_not_found",
            "invalid_token",
            "no_active_hooks",
            "no_service",
            "no_service_id",
            "no_team",
            "posting_to_general_channel_denied",
            "restricted_action",
            "team_disabled",
            "user_not_found");

    private SlackRefusals() {}

    /** Whether a word of Slack's is about the webhook and not about a message. */
    public static boolean isAboutTheWebhook(String word) {
        return ABOUT_THE_ACCOUNT.contains(word);
    }

    /** Understands what sending to Slack throws. */
    public static Refusal of(Throwable why) {
        if (why instanceof SlackAnswerException answer) {
            return of(answer).retryAfter(answer.retryAfter());
        }
        if (why instanceof NoWebhookException) {
            return Refusal.ofAccount(why.getMessage());
        }
        // An I/O error's own words may hold the address, which is a secret.
        String error = why.getClass().getSimpleName();
        return why instanceof IOException ? Refusal.unreached(error) : Refusal.ofMessage(error);
    }

    private static Refusal of(SlackAnswerException answer) {
        int status = answer.status();
        Optional<String> word = answer.word();
        String error = answer.getMessage();
        if (status == OK && word.isEmpty()) {
            return Refusal.ofAccount("200 with another answer than Slack's ok");
        }
        Refusal refusal = Refusal.ofHttp(status, error);
        return refusal.scope() == Scope.MESSAGE
                        && word.filter(SlackRefusals::isAboutTheWebhook).isPresent()
                ? Refusal.ofAccount(error)
                : refusal;
    }
}
