package io.circlesync.slack;

import io.circlesync.outbox.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelExchangeException;

/**
 * Understands what camel-slack throws. Slack's answer is only in the exception's text, as {@code
 * WebhookResponse(code=…, headers={…}, message=…, body=…)}; Slack's errors are one plain word, such as {@code
 * no_service}.
 */
public final class SlackRefusals {

    private static final Pattern CODE = Pattern.compile("\\bcode=(\\d{3})\\b");
    private static final Pattern WORD = Pattern.compile("\\bbody=([A-Za-z_]{1,60})\\b");
    private static final Pattern RETRY_AFTER =
            Pattern.compile("\\bretry-after=\\[?(\\d{1,5})\\b", Pattern.CASE_INSENSITIVE);
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private SlackRefusals() {}

    /** Says whether the failure passes: 408, 429, 5xx and I/O errors do; another answer stays the same. */
    public static Refusal of(Throwable why) {
        if (why instanceof CamelExchangeException && why.getMessage() != null) {
            Matcher code = CODE.matcher(why.getMessage());
            if (code.find()) {
                return of(Integer.parseInt(code.group(1)), why.getMessage());
            }
        }
        // An I/O error's own words may hold the address, which is a secret.
        String error = why.getClass().getSimpleName();
        return why instanceof IOException ? Refusal.passing(error) : Refusal.permanent(error);
    }

    private static Refusal of(int status, String answer) {
        Matcher word = WORD.matcher(answer);
        String error = word.find() ? status + " " + word.group(1) : Integer.toString(status);
        boolean passing = status == TIMEOUT || status == TOO_MANY || status >= 500;
        return new Refusal(error, !passing, status == TOO_MANY ? retryAfter(answer) : Optional.empty());
    }

    private static Optional<Duration> retryAfter(String answer) {
        Matcher seconds = RETRY_AFTER.matcher(answer);
        if (!seconds.find()) {
            return Optional.empty();
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(seconds.group(1)));
        return Optional.of(asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked);
    }
}
