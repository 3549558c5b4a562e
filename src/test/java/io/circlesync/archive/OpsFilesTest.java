package io.circlesync.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files for containers, which nothing here can run: they hold what Kubernetes' own classes know, settings that there are, and files
 * that are there.
 */
class OpsFilesTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String KUBERNETES = "io.kubernetes.client.openapi.models.V1";
    private static final Pattern SETTING = Pattern.compile("(?m)^(?:# )?([a-z][a-z0-9-]*(?:\\.[a-z0-9-]+)+) =");

    static Stream<JsonNode> objects() throws IOException {
        return Stream.concat(
                all("ops/kubernetes/circle-sync.yaml").stream(), all("ops/kubernetes/secret.example.yaml").stream());
    }

    @ParameterizedTest
    @MethodSource("objects")
    void kubernetes_knows_every_field(JsonNode object) throws Exception {
        requireKnown(object);
    }

    @Test
    void a_field_that_kubernetes_does_not_know_would_be_found() throws IOException {
        String slip = Files.readString(Path.of("ops/kubernetes/circle-sync.yaml"))
                .replace("enableServiceLinks", "enableServicesLinks");

        assertThatThrownBy(() -> {
                    for (JsonNode object : all(slip.getBytes(StandardCharsets.UTF_8))) {
                        requireKnown(object);
                    }
                })
                .hasStackTraceContaining("enableServicesLinks");
    }

    @Test
    void every_variable_is_that_of_a_setting() throws IOException {
        Set<String> given = new TreeSet<>();
        objects().forEach(object -> {
            object.path("data").fieldNames().forEachRemaining(given::add);
            object.path("stringData").fieldNames().forEachRemaining(given::add);
        });
        JsonNode service = all("compose.yaml").get(0).path("services").path("circle-sync");
        service.path("environment").fieldNames().forEachRemaining(given::add);

        assertThat(given)
                .hasSizeGreaterThan(15)
                .filteredOn(name -> !name.startsWith("MANAGEMENT_USERS_") && !name.equals("JAVA_OPTS"))
                .isSubsetOf(variables());
    }

    @Test
    void what_compose_asks_for_is_named_in_its_example() throws IOException {
        String example = Files.readString(Path.of("ops/compose/env.example"));

        assertThat(Pattern.compile("\\$\\{(\\w+):\\?")
                        .matcher(Files.readString(Path.of("compose.yaml")))
                        .results())
                .hasSizeGreaterThan(5)
                .allMatch(name -> example.contains("\n" + name.group(1) + "="));
    }

    @Test
    void what_compose_mounts_and_the_image_copies_is_there() throws IOException {
        List<String> mounted = new ArrayList<>();
        all("compose.yaml")
                .get(0)
                .path("services")
                .forEach(service -> service.path("volumes").forEach(volume -> {
                    String from = volume.asText().replaceFirst(":.*", "");
                    if (from.startsWith("./")) {
                        mounted.add(from);
                    }
                }));

        assertThat(mounted).hasSizeGreaterThan(4).allMatch(file -> Files.exists(Path.of(file)));
        assertThat(Files.readString(Path.of("Containerfile")).lines())
                .contains("USER 10001:10001")
                .anyMatch(line -> line.startsWith("HEALTHCHECK"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops/compose/prometheus.yml", "ops/compose/datasource.yml", "ops/compose/dashboards.yml"})
    void what_is_beside_can_be_read(String file) throws IOException {
        assertThat(all(file)).singleElement().matches(JsonNode::isObject);
    }

    private static void requireKnown(JsonNode object) throws Exception {
        try {
            Class.forName(KUBERNETES + object.path("kind").asText())
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(object.toString()));
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static Set<String> variables() throws IOException {
        try (InputStream defaults = OpsFilesTest.class.getResourceAsStream("/application.properties")) {
            return SETTING.matcher(new String(defaults.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                    .collect(Collectors.toSet());
        }
    }

    private static List<JsonNode> all(String file) throws IOException {
        return all(Files.readAllBytes(Path.of(file)));
    }

    private static List<JsonNode> all(byte[] yaml) throws IOException {
        return YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml).readAll();
    }
}
