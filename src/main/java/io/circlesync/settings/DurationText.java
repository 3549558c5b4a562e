package io.circlesync.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as settings write them: a number and its unit. */
final class DurationText {

    /** More is a slip of the pen, and added to a time it may be more than PostgreSQL can hold. */
    private static final Duration LONGEST = Duration.ofDays(365);

    static final String EXPECTED = "a duration such as 200ms, 5s, 1h or 7d, at most " + LONGEST.toDays() + "d";

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    private DurationText() {}

    /** The duration; empty if the text is none, or one of more than a year. */
    static Optional<Duration> read(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(duration(Long.parseLong(matcher.group(1)), matcher.group(2)))
                        .filter(duration -> duration.compareTo(LONGEST) <= 0)
                : Optional.empty();
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
