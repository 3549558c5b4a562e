package io.circlesync.settings;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        NearestName meant = NearestName.among(known);
        for (String name : new TreeSet<>(given)) {
            if (known.contains(name)) {
                continue;
            }
            boolean ours = prefixes.contains(prefix(name));
            meant.to(name, ours ? Integer.MAX_VALUE : SLIP)
                    .ifPresent(nearest -> reader.wrong(
                            name,
                            "is unknown; expected a known name, the nearest is " + nearest
                                    + (successors.containsKey(nearest)
                                            ? ", in whose place there is " + successors.get(nearest)
                                            : "")));
        }
    }

    private static String prefix(String name) {
        String word = ENVIRONMENT_STYLE.matcher(name).matches() ? name.replaceFirst("_.*", "") : name;
        return word.replaceFirst("\\..*", "").toLowerCase(Locale.ROOT);
    }
}
