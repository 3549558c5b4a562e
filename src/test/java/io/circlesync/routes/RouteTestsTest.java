package io.circlesync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who changes a route finds its tests by its name: member-sync.camel.yaml has its promises in MemberSyncRouteTest. */
class RouteTestsTest {

    @Test
    void every_file_of_routes_has_a_class_of_tests_that_is_named_after_it() throws IOException {
        List<String> expected = RouteFile.in("routes").stream()
                .map(RouteFile::stem)
                .map(RouteTestsTest::testsOf)
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Set<String> present =
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());

            assertThat(expected).hasSizeGreaterThan(30).allMatch(present::contains);
        }
    }

    private static String testsOf(String stem) {
        return Arrays.stream(stem.replaceFirst("-route$", "").split("-"))
                .map(word -> word.substring(0, 1).toUpperCase() + word.substring(1))
                .collect(Collectors.joining("", "", "RouteTest.java"));
    }
}
