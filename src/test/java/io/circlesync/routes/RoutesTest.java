package io.circlesync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;

/** A pattern that matches no file starts silently without routes; so the ids are written down here. */
class RoutesTest {

    private static final List<String> ROUTES = List.of();

    /** Only there while a partner has a stand-in. */
    private static final List<String> SANDBOX = List.of();

    @Test
    void exactlyTheKnownRoutesRun() {
        try (RunningService service = RunningService.start(Map.of())) {
            assertThat(service.camel().getRoutes())
                    .extracting(Route::getRouteId)
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(ROUTES.stream(), SANDBOX.stream()).toList());
            assertThat(service.camel().getRoutes())
                    .allMatch(route -> service.camel()
                            .getRouteController()
                            .getRouteStatus(route.getRouteId())
                            .isStarted());
        }
    }

    @Test
    void aRoutesFolderOutsideTheJarTakesTheirPlace() {
        try (StubCircle circle = new StubCircle()) {
            Map<String, String> settings = RunningService.with(circle);
            settings.put(
                    "camel.main.routes-include-pattern",
                    "file:" + Path.of("src/test/resources/outside").toAbsolutePath() + "/*.camel.yaml");

            try (RunningService service = RunningService.start(settings)) {
                assertThat(service.camel().getRoutes())
                        .extracting(Route::getRouteId)
                        .containsExactly("own-route");
            }
        }
    }
}
