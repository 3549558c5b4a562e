package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever is told that there is nothing at a path does not come again. */
class StoppedRoutesTest {

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(Map.of("workos.webhook-secret", "whsec_0123456789abcdef0123456789"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            circle-webhook      | POST   | /webhooks/circle                                    | 200
            profile-read-by     | HEAD   | /api/profiles                                       | 400
            profile-read-by     | GET    | /api/profiles                                       | 400
            profile-read        | GET    | /api/profiles/0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01  | 404
            profile-erase       | DELETE | /api/profiles/0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01  | 404
            gap-list            | GET    | /api/gaps                                           | 200
            reconciliation-list | GET    | /api/reconciliations                                | 200
            circle-member       | GET    | /api/members/7/preview                              | 404
            circle-call         | GET    | /api/members/7/preview                              | 404
            """)
    void a_stopped_route_asks_to_try_again(String route, String method, String path, int otherwise) throws Exception {
        assertThat(call(method, path).statusCode()).isEqualTo(otherwise);
        service.camel().getRouteController().stopRoute(route);
        try {
            assertAsksToTryAgain(call(method, path));
        } finally {
            service.camel().getRouteController().startRoute(route);
        }
        assertThat(call(method, path).statusCode()).isEqualTo(otherwise);
    }

    @ParameterizedTest
    @CsvSource({"GET, /nothing, 404", "GET, /api/nothing, 404", "PUT, /api/profiles, 405", "PUT, /api/gaps, 404"})
    void what_there_is_not_is_said_not_to_be(String method, String path, int expected) throws Exception {
        service.camel().getRouteController().stopRoute("gap-list");
        try {
            assertThat(call(method, path).statusCode()).isEqualTo(expected);
        } finally {
            service.camel().getRouteController().startRoute("gap-list");
        }
    }

    @Test
    void a_webhook_is_told_in_time_that_a_route_behind_it_is_stopped() throws Exception {
        service.camel().getRouteController().stopRoute("webhook-ok");
        try {
            assertAsksToTryAgain(call("POST", "/webhooks/circle"));
        } finally {
            service.camel().getRouteController().startRoute("webhook-ok");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"circle-webhook", "webhook-ok"})
    void an_event_that_was_not_taken_is_counted_whatever_stood_in_its_way(String route) throws Exception {
        Counter notTaken = service.camel()
                .getRegistry()
                .findSingleByType(MeterRegistry.class)
                .get("circlesync.events")
                .tags("outcome", "refused", "source", "circle")
                .counter();
        double before = notTaken.count();
        service.camel().getRouteController().stopRoute(route);
        try {
            call("POST", "/webhooks/circle");
        } finally {
            service.camel().getRouteController().startRoute(route);
        }

        await().until(() -> notTaken.count() == before + 1);
    }

    private static void assertAsksToTryAgain(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("30");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    private static HttpResponse<String> call(String method, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + path))
                .timeout(Duration.ofSeconds(15))
                .header("Authorization", "Bearer " + (path.startsWith("/api") ? "api-token" : "webhook-secret"));
        return RunningService.send(
                method.equals("POST")
                        ? request.POST(BodyPublishers.ofString(
                                        "{\"type\":\"community_member_deleted\",\"data\":{\"community_member_id\":7}}"))
                                .header("Content-Type", "application/json")
                        : request.method(method, BodyPublishers.noBody()));
    }
}
