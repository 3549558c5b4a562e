package io.circlesync.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The properties files beside the one in the jar: in the working directory, and in its folder {@code config}. The nearer
 * one wins, name by name.
 */
public final class SettingsFiles {

    private static final String NAME = "application.properties";

    private final List<Path> files;

    private SettingsFiles(List<Path> files) {
        this.files = files;
    }

    /**
     * Looks what there is.
     *
     * @param folder the working directory
     * @throws SettingsException if a file is there and cannot be read
     */
    public static SettingsFiles in(Path folder) {
        return of(folder.resolve(NAME), folder.resolve("config").resolve(NAME));
    }

    /**
     * Looks into one folder and nowhere else.
     *
     * @throws SettingsException if its file cannot be read
     */
    public static SettingsFiles only(Path folder) {
        return of(folder.resolve(NAME));
    }

    private static SettingsFiles of(Path... places) {
        List<Path> files = Stream.of(places)
                .map(Path::toAbsolutePath)
                .map(Path::normalize)
                .filter(Files::exists)
                .toList();
        files.forEach(SettingsFiles::requireReadable);
        return new SettingsFiles(files);
    }

    /** What was found, the nearest first. */
    public List<Path> files() {
        return files;
    }

    /** All places as Camel writes them, the nearest first. */
    public String locations() {
        return Stream.concat(files.stream().map(file -> "file:" + file), Stream.of("classpath:" + NAME))
                .collect(Collectors.joining(","));
    }

    private static void requireReadable(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            new Properties().load(in);
        } catch (IOException | IllegalArgumentException e) {
            // What Java says of its content may repeat a part of it.
            throw new SettingsException(file
                    + " cannot be read; expected a file of lines such as sync.debounce = 5s, in which a backslash is"
                    + " written twice");
        }
    }
}
