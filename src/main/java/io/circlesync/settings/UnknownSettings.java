package io.circlesync.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds names that nobody asks for: slips of the pen, whose values would have no effect without a word. */
final class UnknownSettings {

    private static final Pattern ENVIRONMENT_STYLE = Pattern.compile("[A-Z0-9_]+");
    private static final String CAMELS = "camel";

    /** A name of somebody else's that is as near as this to one of ours is not likely. */
    private static final int SLIP = 2;

    private UnknownSettings() {}

    /**
     * Refuses the names that are neither known nor somebody else's.
     *
     * @param given names that files and the command line give, those of others among them
     * @param reader was asked for all names that have an effect
     */
    static void refuse(Set<String> given, SettingsReader reader) {
        Set<String> known = reader.names();
        Map<String, String> successors = reader.successors();
        // Camel itself refuses what it does not know of its own.
        Set<String> prefixes = known.stream()
                .map(UnknownSettings::prefix)
                .filter(prefix -> !prefix.equals(CAMELS))
                .collect(Collectors.toSet());
        Map<String, String> folded =
                known.stream().collect(Collectors.toMap(Function.identity(), UnknownSettings::folded));
        for (String name : new TreeSet<>(given)) {
            if (known.contains(name)) {
                continue;
            }
            boolean ours = prefixes.contains(prefix(name));
            nearest(folded(name), folded, ours ? Integer.MAX_VALUE : SLIP)
                    .ifPresent(nearest -> reader.wrong(
                            name,
                            "is unknown; expected a known name, the nearest is " + nearest
                                    + (successors.containsKey(nearest)
                                            ? ", in whose place there is " + successors.get(nearest)
                                            : "")));
        }
    }

    private static Optional<String> nearest(String name, Map<String, String> known, int furthest) {
        // All those of the JVM are among the names, and most are told apart by their length.
        return known.entrySet().stream()
                .filter(candidate -> Math.abs(candidate.getValue().length() - name.length()) <= furthest)
                .map(candidate -> Map.entry(distance(name, candidate.getValue()), candidate.getKey()))
                .filter(candidate -> candidate.getKey() <= furthest)
                .min(Map.Entry.<Integer, String>comparingByKey().thenComparing(Map.Entry.comparingByValue()))
                .map(Map.Entry::getValue);
    }

    private static String prefix(String name) {
        String word = ENVIRONMENT_STYLE.matcher(name).matches() ? name.replaceFirst("_.*", "") : name;
        return word.replaceFirst("\\..*", "").toLowerCase(Locale.ROOT);
    }

    /** Other ways to write a name are near to it. */
    private static String folded(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1.$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[-_]", ".");
    }

    /** Levenshtein's: how many letters must be put in, taken out or changed to get from one text to the other. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
