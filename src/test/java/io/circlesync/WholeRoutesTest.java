package io.circlesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes of which a part is missing are refused at the start, and the missing part is told with who needs it. */
class WholeRoutesTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void copyRoutes() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void whole_routes_are_taken() {
        assertThatCode(this::start).doesNotThrowAnyException();
    }

    @Test
    void no_route_at_all_is_refused() throws Exception {
        for (Path file : files()) {
            Files.delete(file);
        }
        assertThatThrownBy(this::start)
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("camel.main.routes-include-pattern is 'file:routes/*'", "there is no route");
    }

    @ParameterizedTest
    @CsvSource({
        "gap-route, a route from direct:gap-route, change-write",
        "circle-call, a route from direct:circle-call, circle-member",
        "member-push, a route from seda:member-push, member-batch-sync",
        "member-claim, a route from seda:member-claim, member-wake",
        "member-retry, a route from direct:member-retry, give-back",
        "errors, the route configuration http-errors, gap-list",
    })
    void a_missing_file_is_told_with_the_routes_that_need_it(String file, String missing, String needing)
            throws Exception {
        Files.delete(folder.resolve(file + ".camel.yaml"));

        assertRefused(missing, needing);
    }

    @ParameterizedTest
    @CsvSource({
        "member-retry, classpath:sql/member-reschedule.sql, classpath:sql/gone.sql",
        "gap-remind, classpath:sql/gap-any-due.sql, classpath:sql/gone.sql",
        "change-write, classpath:sql/change-write.sql, classpath:sql/gone.sql",
        "gap-remind, classpath:sql/gap-due.sql, file:/nowhere/gone.sql",
    })
    void a_missing_statement_is_told_with_the_route_that_needs_it(String file, String used, String missing)
            throws Exception {
        Path path = folder.resolve(file + ".camel.yaml");
        Files.writeString(path, Files.readString(path).replace(used, missing));

        assertRefused(missing, file);
    }

    @Test
    void a_missing_resource_is_told_with_the_route_that_needs_it() throws Exception {
        Path path = folder.resolve("api-description.camel.yaml");
        Files.writeString(path, Files.readString(path).replace("application/json", "resource:classpath:gone.json"));

        assertRefused("classpath:gone.json", "api-description");
    }

    private void assertRefused(String missing, String needing) {
        assertThatThrownBy(this::start)
                .isInstanceOf(SettingsException.class)
                .message()
                .contains(missing + ", which ", needing, " need")
                .hasLineCount(1);
    }

    private void start() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            Resource[] resources = files().stream()
                    .map(file -> PluginHelper.getResourceLoader(context).resolveResource("file:" + file))
                    .toArray(Resource[]::new);
            PluginHelper.getRoutesLoader(context).loadRoutes(resources);
            new WholeRoutes("file:routes/*").require(context);
        }
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).allMatch(file -> file.toString().endsWith(".camel.yaml"));
            return all;
        }
    }
}
