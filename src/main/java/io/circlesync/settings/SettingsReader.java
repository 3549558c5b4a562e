package io.circlesync.settings;

import io.circlesync.http.Loopback;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads single settings by name and gathers what is wrong with them, so that somebody hears of all of it at once: a value
 * that is given back for a wrong one means nothing, and {@link #refuseWrong} ends the matter. It remembers each name that
 * it is asked for, so ask for all of them, also for those that do not matter without another one: the rest is unknown.
 */
final class SettingsReader {

    private static final String ANYTHING = "a value, or no such setting at all";

    /** Blanks of every kind, line ends, and what cannot be seen, such as the mark at the beginning of a file. */
    private static final String INVISIBLE = "[\\s\\p{Z}\\p{Cc}\\p{Cf}]";

    private static final Pattern OUTER_BLANKS = Pattern.compile("^" + INVISIBLE + "+|" + INVISIBLE + "+$");
    private static final Pattern INNER_BLANK = Pattern.compile(INVISIBLE);

    static final String SENDER = "an address such as Circle Sync <no-reply@example.org>";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");
    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    /** More is a slip of the pen, and added to a time it may be more than PostgreSQL can hold. */
    private static final Duration LONGEST = Duration.ofDays(365);

    /** How one names one of many, such as a channel. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    private final SettingsSource source;
    private final Set<String> names = new TreeSet<>();
    private final Map<String, String> successors = new HashMap<>();
    private final Map<String, String> wrong = new LinkedHashMap<>();

    /** @param source of it, an empty value is malformed, not missing */
    SettingsReader(SettingsSource source) {
        this.source = source;
    }

    /**
     * Notes what is wrong with a setting; what is found first is told, for the rest follows from it.
     *
     * @param what is wrong, and what was expected; never the value of a secret
     */
    void wrong(String name, String what) {
        wrong.putIfAbsent(name, name + " " + what);
    }

    /**
     * Ends the reading.
     *
     * @throws SettingsException if anything is wrong, with all of it
     */
    void refuseWrong() {
        if (!wrong.isEmpty()) {
            throw new SettingsException(String.join("; ", wrong.values()));
        }
    }

    /**
     * Refuses a name that had an effect once.
     *
     * @param successor the name of what has taken its place
     */
    void refuseRetired(String name, String successor) {
        successors.put(name, successor);
        if (text(name).isPresent()) {
            wrong(name, "is no setting any more; expected " + successor);
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
                given(name).map(text -> OUTER_BLANKS.matcher(text).replaceAll(""));
        if (value.filter(String::isEmpty).isPresent()) {
            wrong(name, "is empty; expected " + expected);
        }
        return value.filter(text -> !text.isEmpty());
    }

    private Optional<String> given(String name) {
        try {
            return source.value(name);
        } catch (SettingsException e) {
            wrong.putIfAbsent(name, e.getMessage());
            return Optional.empty();
        }
    }

    String required(String name, String expected) {
        Optional<String> value = text(name, expected);
        if (value.isEmpty()) {
            wrong(name, "is missing; expected " + expected);
        }
        return value.orElse("");
    }

    /** A text without blanks, which is never repeated. */
    Optional<String> secret(String name) {
        Optional<String> secret = text(name, "a secret, or no such setting at all");
        if (secret.filter(value -> INNER_BLANK.matcher(value).find()).isPresent()) {
            wrong(name, "is malformed; expected a secret in one line, without blanks inside it");
        }
        return secret;
    }

    Optional<URI> httpUrl(String name) {
        String expected = "an http or https URL";
        Optional<String> url = text(name, expected).map(value -> value.replaceAll("/+$", ""));
        if (url.isPresent() && !isHttpUrl(url.get())) {
            // The value may hold a secret and is not repeated.
            wrong(name, "is malformed; expected " + expected);
        }
        return url.filter(SettingsReader::isHttpUrl).map(URI::create);
    }

    /** A name or an address that can stand in a URL. */
    Optional<String> host(String name) {
        String expected = "an address of this machine, such as localhost";
        Optional<String> host = text(name, expected);
        if (host.isPresent() && !isHttpUrl(Loopback.text(host.get(), 1))) {
            wrong(name, "is " + quoted(host.get()) + "; expected " + expected);
            return Optional.empty();
        }
        return host;
    }

    /** Somebody who sends mails. */
    Optional<String> sender(String name) {
        Optional<String> sender = text(name, SENDER);
        try {
            new InternetAddress(sender.orElse("no-reply@example.org"), true);
        } catch (AddressException e) {
            wrong(name, "is " + quoted(sender.get()) + "; expected " + SENDER);
        }
        return sender;
    }

    /** URLs by what follows the prefix in the names of their settings, lower-case letters, digits and {@code -}. */
    Map<String, URI> httpUrls(String prefix) {
        Map<String, URI> urls = new TreeMap<>();
        source.under(prefix + ".").stream()
                // A variable of the environment has no better sign than this.
                .map(setting -> setting.substring(prefix.length() + 1).replace('_', '-'))
                .filter(NAME.asMatchPredicate())
                .forEach(name -> httpUrl(prefix + "." + name).ifPresent(url -> urls.put(name, url)));
        return urls;
    }

    /** An http or https URL in which {@code {email}} and {@code {profileId}} stand for a person's. */
    Optional<String> link(String name) {
        String expected = "an http or https URL, with {email} and {profileId} where they are to be filled in";
        Optional<String> link = text(name, expected);
        String filled = link.orElse("").replace("{email}", "x").replace("{profileId}", "x");
        Matcher unknown = PLACEHOLDER.matcher(filled);
        if (unknown.find()) {
            wrong(
                    name,
                    "is " + quoted(link.get()) + ", where nobody knows " + unknown.group() + "; expected " + expected);
        } else if (link.isPresent() && !isHttpUrl(filled)) {
            wrong(name, "is " + quoted(link.get()) + "; expected " + expected);
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
        wrong(name, "is " + quoted(value) + "; expected " + expected);
        return Duration.ZERO;
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
            wrong(name, "is zero; expected a duration above zero, such as 60s");
        }
        return duration;
    }

    int integer(String name, int min, int max) {
        String expected = wholeNumber(min, max);
        String value = required(name, expected);
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, like a number out of range.
        }
        wrong(name, "is " + quoted(value) + "; expected " + expected);
        return min;
    }

    Optional<Integer> integerIfGiven(String name, int min, int max) {
        return text(name, wholeNumber(min, max)).map(value -> integer(name, min, max));
    }

    private static String wholeNumber(int min, int max) {
        return "a whole number from " + min + " to " + max;
    }

    Optional<Long> id(String name) {
        String expected = "a number above zero";
        Optional<String> value = text(name, expected);
        if (value.isPresent() && !ID.matcher(value.get()).matches()) {
            wrong(name, "is " + quoted(value.get()) + "; expected " + expected);
        }
        return value.filter(ID.asMatchPredicate()).map(Long::valueOf);
    }

    boolean flag(String name, boolean whenUnset) {
        return flag(name).orElse(whenUnset);
    }

    Optional<Boolean> flag(String name) {
        return oneOfIfGiven(name, "true", "false").map(Boolean::parseBoolean);
    }

    /** Words separated by commas, each once. */
    List<String> words(String name) {
        return Arrays.stream(required(name, "words separated by commas").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    String oneOf(String name, String... allowed) {
        Optional<String> value = oneOfIfGiven(name, allowed);
        if (value.isEmpty()) {
            wrong(name, "is missing; expected " + String.join(" or ", allowed));
        }
        return value.orElse(allowed[0]);
    }

    Optional<String> oneOfIfGiven(String name, String... allowed) {
        String expected = String.join(" or ", allowed);
        Optional<String> value = text(name, expected);
        if (value.isPresent() && !Arrays.asList(allowed).contains(value.get())) {
            wrong(name, "is " + quoted(value.get()) + "; expected " + expected);
        }
        return value.filter(Arrays.asList(allowed)::contains);
    }

    /** Within one line. */
    private static String quoted(String value) {
        return "'" + value.replaceAll("\\p{Cc}+", " ") + "'";
    }
}
