package io.circlesync.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads single settings by name and says what was expected where one is wrong. */
final class SettingsReader {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    /** More is a slip of the pen, and added to a time it may be more than PostgreSQL can hold. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Function<String, Optional<String>> source;

    SettingsReader(Function<String, Optional<String>> source) {
        this.source = source;
    }

    Optional<String> text(String name) {
        return source.apply(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    String required(String name, String expected) {
        return text(name).orElseThrow(() -> new SettingsException(name + " is missing; expected " + expected));
    }

    Optional<URI> httpUrl(String name) {
        return text(name).map(value -> {
            String url = value.replaceAll("/+$", "");
            if (!isHttpUrl(url)) {
                // The value may hold a secret and is not repeated.
                throw new SettingsException(name + " is malformed; expected an http or https URL");
            }
            return URI.create(url);
        });
    }

    /** An http or https URL in which {@code {email}} and {@code {profileId}} stand for a person's. */
    Optional<String> link(String name) {
        Optional<String> link = text(name);
        if (link.isPresent() && !isHttpUrl(link.get().replace("{email}", "x").replace("{profileId}", "x"))) {
            throw new SettingsException(name + " is '" + link.get()
                    + "'; expected an http or https URL, with {email} and {profileId} where they are to be filled in");
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
        throw new SettingsException(name + " is '" + value + "'; expected " + expected);
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
        throw new SettingsException(name + " is '" + value + "'; expected " + expected);
    }

    Optional<Long> id(String name) {
        return text(name).map(value -> {
            if (!value.matches("[1-9]\\d{0,17}")) {
                throw new SettingsException(name + " is '" + value + "'; expected a number above zero");
            }
            return Long.parseLong(value);
        });
    }

    boolean flag(String name, boolean whenUnset) {
        String value = text(name).orElse(Boolean.toString(whenUnset));
        if (!value.equals("true") && !value.equals("false")) {
            throw new SettingsException(name + " is '" + value + "'; expected true or false");
        }
        return Boolean.parseBoolean(value);
    }

    /** Words separated by commas. */
    Set<String> words(String name) {
        return Arrays.stream(required(name, "words separated by commas").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    String oneOf(String name, String... allowed) {
        String expected = String.join(" or ", allowed);
        String value = required(name, expected);
        if (!Arrays.asList(allowed).contains(value)) {
            throw new SettingsException(name + " is '" + value + "'; expected " + expected);
        }
        return value;
    }
}
