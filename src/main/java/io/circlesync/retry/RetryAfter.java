package io.circlesync.retry;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** A partner's wish to be left in peace, in the header {@code Retry-After} (RFC 9110, section 10.2.3). */
public final class RetryAfter {

    /** A strange value must not stop the service for days. */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** A wish for less, such as {@code Retry-After: 0}, would have us ask without a pause. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private RetryAfter() {}

    /** Whether whoever follows the wish makes a pause at all. */
    public static boolean isPause(Duration wish) {
        return wish.compareTo(SHORTEST) >= 0;
    }

    /** The wish, or the shortest pause if it is none. */
    public static Duration pause(Duration wish) {
        return isPause(wish) ? wish : SHORTEST;
    }

    /**
     * Reads the header, which holds seconds or an HTTP date.
     *
     * @param header null if there is none
     * @return an hour at most; empty if there is no header, if it cannot be read, or if its time is over
     */
    public static Optional<Duration> read(String header, Clock clock) {
        if (header == null) {
            return Optional.empty();
        }
        String text = header.strip();
        try {
            Duration wish = SECONDS.matcher(text).matches()
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            clock.instant(), ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(wish)
                    .filter(duration -> !duration.isNegative())
                    .map(duration -> duration.compareTo(LONGEST) > 0 ? LONGEST : duration);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
