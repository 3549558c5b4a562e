package io.circlesync.logs;

import io.circlesync.settings.SettingsReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.apache.logging.log4j.core.config.Configurator;

/** How the log is written. It begins before settings are read, so its two settings are looked for ahead of all others. */
public final class LogSettings {

    private static final String FORMAT = "log.format";
    private static final String OUTCOMES = "log.outcomes";
    private static final String TEXT = "text";
    private static final String JSON = "json";

    /** Which {@code log4j2.properties} asks for. */
    static final String LINES = "circlesync.log.lines";

    static final String LEVEL_OF_OUTCOMES = "circlesync.log.outcomes";

    private LogSettings() {}

    /** Makes their names known, and tells what is wrong with them together with the rest. */
    public static void read(SettingsReader reader) {
        reader.oneOfIfGiven(FORMAT, TEXT, JSON);
        reader.flag(OUTCOMES, false);
    }

    /**
     * Has the log written as it is asked for; nothing is told here of a value that is wrong.
     *
     * @param files those of settings, the nearest first
     */
    public static void apply(List<Path> files) {
        boolean isJson = given(FORMAT, files).filter(JSON::equals).isPresent();
        boolean outcomes = given(OUTCOMES, files).filter("true"::equals).isPresent();
        if (isJson || outcomes) {
            System.setProperty(LINES, isJson ? JSON : TEXT);
            System.setProperty(LEVEL_OF_OUTCOMES, outcomes ? "debug" : "info");
            Configurator.reconfigure();
        }
    }

    private static Optional<String> given(String name, List<Path> files) {
        String variable = name.replace('.', '_').toUpperCase(Locale.ROOT);
        return Optional.ofNullable(System.getenv(variable))
                .or(() -> Optional.ofNullable(System.getProperty(name)))
                .or(() -> files.stream()
                        .flatMap(file -> Optional.ofNullable(properties(file).getProperty(name)).stream())
                        .findFirst())
                .map(String::strip);
    }

    private static Properties properties(Path file) {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException e) {
            // Whoever reads it for all settings says what is wrong with it.
            properties.clear();
        }
        return properties;
    }
}
