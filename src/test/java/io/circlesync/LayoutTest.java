package io.circlesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the layout promises, told from the imports: a room knows those below it and nobody above. */
class LayoutTest {

    private static final Path ROOT = Path.of("src/main/java/io/circlesync");
    private static final Pattern IMPORT =
            Pattern.compile("^import (?:static )?([a-z][a-z0-9_.]*)\\.[A-Z]", Pattern.MULTILINE);
    private static final String OURS = "io.circlesync.";

    /** The packages that each of ours imports from; the root is "". */
    private static Map<String, Set<String>> imports;

    @BeforeAll
    static void readTheImports() throws IOException {
        imports = new TreeMap<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Path room = ROOT.relativize(file.getParent());
                imports.computeIfAbsent(room.toString().replace('/', '.'), name -> new TreeSet<>())
                        .addAll(IMPORT.matcher(Files.readString(file))
                                .results()
                                .map((MatchResult found) -> found.group(1))
                                .collect(Collectors.toSet()));
            }
        }
        assertThat(imports).containsKeys("", "merge", "sync", "sandbox");
    }

    @Test
    void no_package_is_known_to_one_that_it_knows() {
        assertThat(cycle(ours())).as("a cycle between packages").isEmpty();
    }

    @Test
    void a_cycle_would_be_found() {
        assertThat(cycle(Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("d", "b"), "d", Set.of())))
                .containsExactly("b", "c", "b");
    }

    @Test
    void nobody_knows_what_puts_all_together() {
        assertThat(imports)
                .allSatisfy((room, known) -> assertThat(known).as(room).doesNotContain("io.circlesync"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "edit", "change", "profile"})
    void decisions_know_neither_camel_nor_sql_nor_http(String room) {
        assertThat(imports.get(room))
                .noneMatch(name -> name.startsWith("org.apache.camel")
                        || name.startsWith("java.sql")
                        || name.startsWith("javax.sql")
                        || name.startsWith("org.springframework")
                        || name.startsWith("java.net.http")
                        || name.startsWith("io.vertx"))
                .doesNotContain(OURS + "database", OURS + "http", OURS + "problem", OURS + "api");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "retry", "settings"})
    void what_all_build_on_knows_nobody(String room) {
        assertThat(ours().get(room)).isEmpty();
    }

    /** So nothing of it is loaded before {@code Tracing} is, which the start names where it is asked for. */
    @Test
    void one_room_knows_opentelemetry() {
        assertThat(imports.entrySet().stream()
                        .filter(room -> room.getValue().stream().anyMatch(name -> name.startsWith("io.opentelemetry")))
                        .map(Map.Entry::getKey))
                .containsExactly("trace");
    }

    @Test
    void only_the_start_knows_the_sandbox() {
        assertThat(ours().entrySet().stream()
                        .filter(room -> room.getValue().stream().anyMatch(known -> known.startsWith("sandbox")))
                        .map(Map.Entry::getKey)
                        .filter(room -> !room.startsWith("sandbox")))
                .containsExactly("");
    }

    private static Map<String, Set<String>> ours() {
        Map<String, Set<String>> ours = new TreeMap<>();
        imports.forEach((room, known) -> ours.put(
                room,
                known.stream()
                        .filter(name -> name.startsWith(OURS))
                        .map(name -> name.substring(OURS.length()))
                        .filter(name -> !name.equals(room))
                        .collect(Collectors.toCollection(TreeSet::new))));
        return ours;
    }

    /** The packages of one cycle, the first of them again at the end; empty if there is none. */
    private static List<String> cycle(Map<String, Set<String>> graph) {
        return new TreeSet<>(graph.keySet())
                .stream()
                        .map(start -> way(graph, start, start, new ArrayList<>(List.of(start)), new TreeSet<>()))
                        .filter(way -> !way.isEmpty())
                        .findFirst()
                        .orElse(List.of());
    }

    private static List<String> way(
            Map<String, Set<String>> graph, String from, String to, List<String> way, Set<String> seen) {
        for (String next : graph.getOrDefault(from, Set.of())) {
            List<String> longer = new ArrayList<>(way);
            longer.add(next);
            if (next.equals(to)) {
                return longer;
            }
            List<String> found = seen.add(next) ? way(graph, next, to, longer, seen) : List.of();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }
}
