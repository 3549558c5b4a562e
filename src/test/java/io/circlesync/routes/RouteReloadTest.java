package io.circlesync.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While routes are being worked on, a file that is saved takes the place of its routes, and of no others. */
class RouteReloadTest {

    @TempDir
    private Path folder;

    @Test
    void a_saved_file_replaces_its_routes_and_a_broken_one_leaves_them() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path answer = folder.resolve("webhook-ok.camel.yaml");
        String text = Files.readString(answer);
        try (StubCircle circle = new StubCircle()) {
            Map<String, String> settings = RunningService.with(circle);
            settings.put("camel.main.routes-include-pattern", "file:" + folder + "/*.camel.yaml");
            settings.put("camel.main.routes-reload-enabled", "true");
            settings.put("camel.main.routes-reload-directory", folder.toString());
            try (RunningService service = RunningService.start(settings)) {
                int routes = service.camel().getRoutes().size();
                assertThat(post(service).body()).isEqualTo("OK");

                Files.writeString(answer, text.replace("expression: OK", "expression: TAKEN"));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> post(service).body().equals("TAKEN"));

                Files.writeString(answer, text.replace("expression: OK", "expression: [broken"));
                await().during(Duration.ofSeconds(3))
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> post(service).body().equals("TAKEN"));

                Files.writeString(answer, text);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> post(service).body().equals("OK"));
                assertThat(service.camel().getRoutes()).hasSize(routes);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> service.camel().getRoutes().stream()
                                .allMatch(route -> service.camel()
                                        .getRouteController()
                                        .getRouteStatus(route.getRouteId())
                                        .isStarted()));
            }
        }
    }

    private static HttpResponse<String> post(RunningService service) {
        return service.post("/webhooks/circle", "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":1}}");
    }
}
