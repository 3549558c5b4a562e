package io.circlesync.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads single settings by name and says what was expected where one is wrong. It remembers each name that it is asked
 * for, so that ask for all of them, also for those that do not matter without another one: the rest is unknown.
 */
final class SettingsReader {

    private static final String ANYTHING = "a value, or no such setting at all";

    /** Blanks of every kind, line ends, and what cannot be seen, such as the mark at the beginning of a file. */
    private static final String INVISIBLE = "[\\s\\p{Z}\\p{Cc}\\p{Cf}]";

    private static final Pattern OUTER_BLANKS = Pattern.compile("^" + INVISIBLE + "+|" + INVISIBLE + "+$");
    private static final Pattern INNER_BLANK = Pattern.compile(INVISIBLE);

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    /** More is a slip of the pen, and added to a time it may be more than PostgreSQL can hold. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final SettingsSource source;
    private final Set<String> names = new TreeSet<>();
    private final Map<String, String> successors = new HashMap<>();

    /** @param source of it, an empty value is malformed, not missing */
    SettingsReader(SettingsSource source) {
        this.source = source;
    }

    /**
     * Refuses a name that had an effect once.
     *
     * @param successor the name of what has taken its place
     */
    void refuseRetired(String name, String successor) {
        successors.put(name, successor);
        if (text(name).isPresent()) {
            throw new SettingsException(name + " is no setting any more; expected " + successor);
        }
    }

    /** What has taken the place of names that had an effect once. */
    Map<String, String> successors() {
        return Collections.unmodifiableMap(successors);
    }

    /** All names that were asked for. */
    Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    /** All names that are given below a prefix, in order. */
    Set<String> under(String prefix) {
        return new TreeSet<>(source.under(prefix));
    }

    Optional<String> text(String name) {
        return text(name, ANYTHING);
    }

    Optional<String> text(String name, String expected) {
        names.add(name);
        Optional<String> value =
                source.value(name).map(text -> OUTER_BLANKS.matcher(text).replaceAll(""));
        if (value.filter(String::isEmpty).isPresent()) {
            throw new SettingsException(name + " is empty; expected " + expected);
        }
        return value;
    }

    String required(String name, String expected) {
        return text(name, expected)
                .orElseThrow(() -> new SettingsException(name + " is missing; expected " + expected));
    }

    /** A text without blanks, which is never repeated. */
    Optional<String> secret(String name) {
        Optional<String> secret = text(name, "a secret, or no such setting at all");
        if (secret.filter(value -> INNER_BLANK.matcher(value).find()).isPresent()) {
            throw new SettingsException(
                    name + " is malformed; expected a secret in one line, without blanks inside it");
        }
        return secret;
    }

    Optional<URI> httpUrl(String name) {
        String expected = "an http or https URL";
        return text(name, expected).map(value -> {
            String url = value.replaceAll("/+$", "");
            if (!isHttpUrl(url)) {
                // The value may hold a secret and is not repeated.
                throw new SettingsException(name + " is malformed; expected " + expected);
            }
            return URI.create(url);
        });
    }

    /** An http or https URL in which {@code {email}} and {@code {profileId}} stand for a person's. */
    Optional<String> link(String name) {
        String expected = "an http or https URL, with {email} and {profileId} where they are to be filled in";
        Optional<String> link = text(name, expected);
        if (link.isPresent() && !isHttpUrl(link.get().replace("{email}", "x").replace("{profileId}", "x"))) {
            throw new SettingsException(name + " is " + quoted(link.get()) + "; expected " + expected);
        }
        return link;
    }

    private static boolean isHttpUrl(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** A duration of at most a year. */
    Duration duration(String name) {
        String expected = "a duration such as 200ms, 5s, 1h or 7d, at most " + LONGEST.toDays() + "d";
        String value = required(name, expected);
        Matcher matcher = DURATION.matcher(value);
        if (matcher.matches()) {
            Duration duration = duration(Long.parseLong(matcher.group(1)), matcher.group(2));
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw new SettingsException(name + " is " + quoted(value) + "; expected " + expected);
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

    Duration positiveDuration(String name) {
        Duration duration = duration(name);
        if (duration.isZero()) {
            throw new SettingsException(name + " is zero; expected a duration above zero, such as 60s");
        }
        return duration;
    }

    int integer(String name, int min, int max) {
        String expected = "a whole number from " + min + " to " + max;
        String value = required(name, expected);
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, like a number out of range.
        }
        throw new SettingsException(name + " is " + quoted(value) + "; expected " + expected);
    }

    Optional<Long> id(String name) {
        String expected = "a number above zero";
        return text(name, expected).map(value -> {
            if (!value.matches("[1-9]\\d{0,17}")) {
                throw new SettingsException(name + " is " + quoted(value) + "; expected " + expected);
            }
            return Long.parseLong(value);
        });
    }

    boolean flag(String name, boolean whenUnset) {
        return flag(name).orElse(whenUnset);
    }

    Optional<Boolean> flag(String name) {
        return oneOfIfGiven(name, "true", "false").map(Boolean::parseBoolean);
    }

    /** Words separated by commas. */
    Set<String> words(String name) {
        return Arrays.stream(required(name, "words separated by commas").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    String oneOf(String name, String... allowed) {
        return oneOfIfGiven(name, allowed)
                .orElseThrow(
                        () -> new SettingsException(name + " is missing; expected " + String.join(" or ", allowed)));
    }

    Optional<String> oneOfIfGiven(String name, String... allowed) {
        String expected = String.join(" or ", allowed);
        Optional<String> value = text(name, expected);
        if (value.isPresent() && !Arrays.asList(allowed).contains(value.get())) {
            throw new SettingsException(name + " is " + quoted(value.get()) + "; expected " + expected);
        }
        return value;
    }

    /** Within one line. */
    private static String quoted(String value) {
        return "'" + value.replaceAll("\\p{Cc}+", " ") + "'";
    }
}
