package io.circlesync.settings;

import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.util.IOHelper;

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
        requireOneOfCamels(name);
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

    /** For its own settings Camel prefers the system property, and would do other than what was checked here. */
    private static void requireOneOfCamels(String name) {
        String property = System.getProperty(name);
        String variable = IOHelper.lookupEnvironmentVariable(name);
        if (name.startsWith("camel.") && property != null && variable != null && !property.equals(variable)) {
            throw new SettingsException(name
                    + " is given as a system property and as a variable of the environment; expected one of the two");
        }
    }

    private boolean isGiven(String name) {
        return files.containsKey(name)
                || System.getProperty(name) != null
                || IOHelper.lookupEnvironmentVariable(name) != null;
    }

    /** Its own system properties begin as ours do, and have one part more. */
    private static boolean isOfJakartaMail(String name) {
        return name.matches("mail\\.[^.]+\\..+");
    }
}
