package io.circlesync.settings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where settings come from. */
public interface SettingsSource {

    /**
     * A setting's value.
     *
     * @return empty if it is not given; an empty text if it is given as such
     * @throws SettingsException if it is given and its value cannot be worked out
     */
    Optional<String> value(String name);

    /**
     * The names of all settings that files and the command line give. Variables of the environment are not among them,
     * for others put theirs there.
     */
    Set<String> given();

    /**
     * The names of all settings that begin with a prefix, those of the environment included: in a prefix of our own there is
     * nobody else's.
     */
    Set<String> under(String prefix);

    /** Settings that lie in memory. */
    static SettingsSource of(Map<String, String> values) {
        return new SettingsSource() {
            @Override
            public Optional<String> value(String name) {
                return Optional.ofNullable(values.get(name));
            }

            @Override
            public Set<String> given() {
                return values.keySet();
            }

            @Override
            public Set<String> under(String prefix) {
                return values.keySet().stream()
                        .filter(name -> name.startsWith(prefix))
                        .collect(Collectors.toSet());
            }
        };
    }
}
