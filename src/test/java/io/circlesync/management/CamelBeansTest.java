package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.RunningService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.apache.camel.ManagementStatisticsLevel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Camel's own settings of JMX hold for what the service puts in the place of Camel's parts. */
class CamelBeansTest {

    @Test
    void the_settings_say_what_is_registered_and_counted() throws Exception {
        try (RunningService service = RunningService.start(
                Map.of(RunningService.MBEANS, "RoutesOnly", "camel.main.jmxManagementStatisticsLevel", "Extended"))) {
            assertThat(service.beans().queryNames(new ObjectName("org.apache.camel:type=processors,*"), null))
                    .isEmpty();
            assertThat(service.beans().queryNames(new ObjectName("org.apache.camel:type=routes,*"), null))
                    .isNotEmpty();
            assertThat(service.camel()
                            .getManagementStrategy()
                            .getManagementAgent()
                            .getStatisticsLevel())
                    .isEqualTo(ManagementStatisticsLevel.Extended);
        }
    }

    /** The port is open before the routes are there. */
    @Test
    void who_asks_before_the_service_is_ready_is_told_of_all_of_it() throws Exception {
        int port = Ports.next();
        CompletableFuture<String> told = CompletableFuture.supplyAsync(() -> stepsToldAsSoonAsPossible(port));
        try (RunningService service = RunningService.start(
                Map.of(RunningService.MBEANS, "Default", "camel.management.port", Integer.toString(port)))) {
            Set<ObjectName> steps =
                    service.beans().queryNames(new ObjectName("org.apache.camel:type=processors,*"), null);

            assertThat(new ObjectMapper()
                            .readTree(told.get(30, TimeUnit.SECONDS))
                            .get("value"))
                    .hasSameSizeAs(steps)
                    .hasSizeGreaterThan(100);
        }
    }

    private static String stepsToldAsSoonAsPossible(int port) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/jolokia/search/org.apache.camel:type=processors,*"))
                .build();
        return Awaitility.await()
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () -> HttpClient.newHttpClient()
                                .send(request, BodyHandlers.ofString())
                                .body(),
                        body -> !body.contains("The service is starting"));
    }
}
