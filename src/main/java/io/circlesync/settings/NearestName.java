package io.circlesync.settings;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds which name somebody meant who has written another one. */
public final class NearestName {

    private final Map<String, String> folded;

    private NearestName(Map<String, String> folded) {
        this.folded = folded;
    }

    /** @param names that there are, each once */
    public static NearestName among(Collection<String> names) {
        return new NearestName(
                names.stream().distinct().collect(Collectors.toMap(Function.identity(), NearestName::folded)));
    }

    /** The nearest that is within so many letters that are put in, taken out or changed. */
    public Optional<String> to(String name, int furthest) {
        String wanted = folded(name);
        // All those of the JVM are among the names, and most are told apart by their length.
        return folded.entrySet().stream()
                .filter(candidate -> Math.abs(candidate.getValue().length() - wanted.length()) <= furthest)
                .map(candidate -> Map.entry(distance(wanted, candidate.getValue()), candidate.getKey()))
                .filter(candidate -> candidate.getKey() <= furthest)
                .min(Map.Entry.<Integer, String>comparingByKey().thenComparing(Map.Entry.comparingByValue()))
                .map(Map.Entry::getValue);
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
