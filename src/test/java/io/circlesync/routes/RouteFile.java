package io.circlesync.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One file of routes, as it lies in the source tree. */
record RouteFile(Path path, String text, JsonNode entries) {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String SUFFIX = ".camel.yaml";

    /** All route files under a folder of the resources; none where the folder is missing. */
    static List<RouteFile> in(String folder) {
        Path root = Path.of("src/main/resources").resolve(folder);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .map(RouteFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RouteFile of(Path path, String text) {
        try {
            return new RouteFile(path, text, YAML.readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(path + " is not YAML", e);
        }
    }

    private static RouteFile read(Path path) {
        try {
            return of(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return path.getFileName().toString();
    }

    String stem() {
        return name().replace(SUFFIX, "");
    }

    boolean isNamedForEditors() {
        return name().endsWith(SUFFIX);
    }

    boolean isSandbox() {
        return path.getParent().endsWith("sandbox");
    }
}
