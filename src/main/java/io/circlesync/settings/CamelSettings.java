package io.circlesync.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.util.IOHelper;
import org.apache.camel.util.StringHelper;

/** The settings as Camel resolves them: a variable of the environment, else a system property, else the nearest file. */
public final class CamelSettings implements SettingsSource {

    private final PropertiesComponent properties;
    private final Properties files;

    public CamelSettings(CamelContext context) {
        properties = context.getPropertiesComponent();
        files = properties.loadProperties();
    }

    @Override
    public Optional<String> value(String name) {
        if (name.startsWith("camel.")) {
            requireOneOfCamels(name);
            requireAsCamelReadsIt(name);
        }
        Optional<String> value = properties.resolveProperty(name);
        if (value.isEmpty() && isGiven(name)) {
            throw new SettingsException(
                    name + " refers to something that is not set; expected each {{…}} in its value to be known");
        }
        return value;
    }

    @Override
    public Set<String> given() {
        Set<String> names = new TreeSet<>(files.stringPropertyNames());
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> !isOfJakartaMail(name))
                .forEach(names::add);
        return names;
    }

    @Override
    public Set<String> under(String prefix) {
        return under(prefix, given(), System.getenv().keySet());
    }

    /** A variable does not tell large letters from small ones, so one that may stand for a name given elsewhere is that. */
    static Set<String> under(String prefix, Set<String> given, Set<String> variables) {
        Set<String> names =
                given.stream().filter(name -> name.startsWith(prefix)).collect(Collectors.toSet());
        Set<String> known = names.stream()
                .flatMap(name -> Stream.of(name, StringHelper.camelCaseToDash(name)))
                .map(CamelSettings::variable)
                .collect(Collectors.toSet());
        variables.stream()
                .filter(variable -> variable.startsWith(variable(prefix)) && !known.contains(variable))
                .map(variable -> prefix + variable.substring(prefix.length()).toLowerCase(Locale.ROOT))
                .forEach(names::add);
        return names;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    /** For its own settings Camel prefers the system property, and would do other than what was checked here. */
    private static void requireOneOfCamels(String name) {
        String property = System.getProperty(name);
        String variable = IOHelper.lookupEnvironmentVariable(name);
        if (property != null && variable != null && !property.equals(variable)) {
            throw new SettingsException(name
                    + " is given as a system property and as a variable of the environment; expected one of the two");
        }
    }

    /** For its own settings Camel takes a value as it stands. */
    private void requireAsCamelReadsIt(String name) {
        if (written(name)
                .findFirst()
                .filter(text -> !text.equals(SettingText.stripped(text)))
                .isPresent()) {
            throw new SettingsException(
                    name + " has a blank, or the end of a line, before or after its value; expected the value alone");
        }
    }

    /** As it stands, the place that counts first. */
    private Stream<String> written(String name) {
        return Stream.of(
                        Optional.ofNullable(IOHelper.lookupEnvironmentVariable(name)),
                        Optional.ofNullable(System.getProperty(name)),
                        Optional.ofNullable(files.getProperty(name)))
                .flatMap(Optional::stream);
    }

    private boolean isGiven(String name) {
        return written(name).findAny().isPresent();
    }

    /** Its own system properties begin as ours do, and have one part more. */
    private static boolean isOfJakartaMail(String name) {
        return name.matches("mail\\.[^.]+\\..+");
    }
}
