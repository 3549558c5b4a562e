package io.circlesync.settings;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads single settings by name and gathers what is wrong with them, so that somebody hears of all of it at once: a value
 * that is given back for a wrong one means nothing, and {@link #wrong} tells of it. It remembers each name that
 * it is asked for, so ask for all of them, also for those that do not matter without another one: the rest is unknown.
 */
public final class SettingsReader {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final String ANYTHING = "a value, or no such setting at all";

    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");

    private final SettingsSource source;
    private final Set<String> names = new TreeSet<>();
    private final Map<String, String> successors = new HashMap<>();

    /** Retired names that were given beside what has taken their place. */
    private final Set<String> superseded = new TreeSet<>();

    private final Map<String, String> wrong = new LinkedHashMap<>();

    /** @param source of it, an empty value is malformed, not missing */
    public SettingsReader(SettingsSource source) {
        this.source = source;
    }

    /**
     * Notes what is wrong with a setting; what is found first is told, for the rest follows from it.
     *
     * @param what is wrong, and what was expected; never the value of a secret
     */
    public void wrong(String name, String what) {
        wrong.putIfAbsent(name, name + " " + what);
    }

    /** Notes that a setting has another value than was expected. Not for what may be a secret, for the value is repeated. */
    public void wrong(String name, String value, String expected) {
        wrong(name, "is " + SettingText.quoted(value) + "; expected " + expected);
    }

    /** What is wrong so far, by the names of the settings. */
    public Map<String, String> wrong() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(wrong));
    }

    /**
     * Ends the reading.
     *
     * @throws SettingsException if anything is wrong, with all of it
     */
    public void refuseWrong() {
        if (!wrong.isEmpty()) {
            throw new SettingsException(String.join("; ", wrong.values()));
        }
    }

    /**
     * A name that had an effect once. Alone it is wrong; beside its successor it only has no effect, so that one
     * environment can serve this version and an older one.
     *
     * @param successor the name of what has taken its place
     */
    public void retired(String name, String successor) {
        successors.put(name, successor);
        if (text(name).isEmpty()) {
            return;
        }
        if (text(successor).isPresent()) {
            superseded.add(name);
        } else {
            wrong(name, "is no setting any more; expected " + successor);
        }
    }

    /** Refuses what belongs to something that is not there, and was lost together with it, or misspelt. */
    public void requireBeside(String given, Optional<?> value, String name, Optional<?> owner) {
        if (value.isPresent() && owner.isEmpty()) {
            wrong(name, "is missing; expected it beside " + given + ", which is given");
        }
    }

    /**
     * The names that were given and are known, but have no effect in this version; one that nobody knows is wrong. To be
     * asked last, when the reader was asked for everything.
     */
    public List<String> withoutEffect() {
        UnknownSettings.refuse(source.given(), this);
        return List.copyOf(superseded);
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
    public Set<String> under(String prefix) {
        return new TreeSet<>(source.under(prefix));
    }

    /** A text without what stands around it unseen; empty if it is not given. */
    public Optional<String> text(String name) {
        return text(name, ANYTHING);
    }

    /** As {@link #text(String)}, saying what was expected where it is empty. */
    public Optional<String> text(String name, String expected) {
        names.add(name);
        Optional<String> value = given(name).map(SettingText::stripped);
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

    /** A text that must be given. */
    public String required(String name, String expected) {
        Optional<String> value = text(name, expected);
        if (value.isEmpty()) {
            wrong(name, "is missing; expected " + expected);
        }
        return value.orElse("");
    }

    /** A text without blanks, which is never repeated. */
    public Optional<String> secret(String name) {
        Optional<String> secret = text(name, "a secret, or no such setting at all");
        if (secret.filter(SettingText::hasBlank).isPresent()) {
            wrong(name, "is malformed; expected a secret in one line, without blanks inside it");
        }
        return secret;
    }

    /** An http or https URL without a slash at the end. It may hold a secret and is not repeated. */
    public Optional<URI> httpUrl(String name) {
        return httpUrl(name, "an http or https URL without a user in it", url -> true);
    }

    /** The same, to which paths are added. */
    public Optional<URI> baseUrl(String name) {
        return httpUrl(
                name,
                "an http or https URL without user, query or fragment, to which paths can be added",
                url -> url.getRawQuery() == null && url.getRawFragment() == null);
    }

    private Optional<URI> httpUrl(String name, String expected, Predicate<URI> isFit) {
        Optional<String> given = text(name, expected).map(value -> value.replaceAll("/+$", ""));
        Optional<URI> url = given.filter(SettingText::isHttpUrl)
                .map(URI::create)
                // Nothing here would send it.
                .filter(found -> found.getRawUserInfo() == null)
                .filter(isFit);
        if (given.isPresent() && url.isEmpty()) {
            wrong(name, "is malformed; expected " + expected);
        }
        return url;
    }

    /** A duration of at most a year, with its unit. */
    public Duration duration(String name) {
        String value = required(name, DurationText.EXPECTED);
        Optional<Duration> duration = DurationText.read(value);
        if (duration.isEmpty()) {
            wrong(name, value, DurationText.EXPECTED);
        }
        return duration.orElse(Duration.ZERO);
    }

    /** A duration of a second at least: it is counted in whole ones, or calls to partners are made within it. */
    public Duration positiveDuration(String name) {
        Duration duration = duration(name);
        if (duration.compareTo(SHORTEST) < 0) {
            wrong(name, "is too short; expected a duration of 1s or more");
        }
        return duration;
    }

    /** A whole number within bounds. */
    public int integer(String name, int min, int max) {
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
        wrong(name, value, expected);
        return min;
    }

    /** As {@link #integer}, empty if it is not given. */
    public Optional<Integer> integerIfGiven(String name, int min, int max) {
        return text(name, wholeNumber(min, max)).map(value -> integer(name, min, max));
    }

    private static String wholeNumber(int min, int max) {
        return "a whole number from " + min + " to " + max;
    }

    /** A number above zero; empty if it is not given. */
    public Optional<Long> id(String name) {
        String expected = "a number above zero";
        Optional<String> value = text(name, expected);
        if (value.isPresent() && !ID.matcher(value.get()).matches()) {
            wrong(name, value.get(), expected);
        }
        return value.filter(ID.asMatchPredicate()).map(Long::valueOf);
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String name, boolean whenUnset) {
        return flag(name).orElse(whenUnset);
    }

    /** {@code true} or {@code false}; empty if it is not given. */
    public Optional<Boolean> flag(String name) {
        return oneOfIfGiven(name, "true", "false").map(Boolean::parseBoolean);
    }

    /** Words separated by commas, each once. */
    public List<String> words(String name) {
        return Arrays.stream(required(name, "words separated by commas").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    /** As {@link #words}, each of them one of a few. */
    public Set<String> wordsOf(String name, List<String> allowed) {
        List<String> words = words(name);
        words.stream()
                .filter(word -> !allowed.contains(word))
                .findFirst()
                .ifPresent(word -> wrong(
                        name,
                        "has the word " + SettingText.quoted(word) + "; expected some of " + String.join(", ", allowed)
                                + ", with commas between them"));
        return Set.copyOf(words);
    }

    /** One of a few words. */
    public String oneOf(String name, String... allowed) {
        Optional<String> value = oneOfIfGiven(name, allowed);
        if (value.isEmpty()) {
            wrong(name, "is missing; expected " + String.join(" or ", allowed));
        }
        return value.orElse(allowed[0]);
    }

    /** As {@link #oneOf}, empty if it is not given. */
    public Optional<String> oneOfIfGiven(String name, String... allowed) {
        String expected = String.join(" or ", allowed);
        Optional<String> value = text(name, expected);
        if (value.isPresent() && !Arrays.asList(allowed).contains(value.get())) {
            wrong(name, value.get(), expected);
        }
        return value.filter(Arrays.asList(allowed)::contains);
    }
}
