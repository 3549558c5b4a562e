package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Ports;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that starts or stops tells whoever comes meanwhile to come again, and ends what it has begun. */
class DrainTest {

    @Test
    void who_comes_before_the_routes_is_told_to_come_again() throws Exception {
        try (StubCircle circle = new StubCircle()) {
            int port = Ports.next();
            Map<String, String> settings = RunningService.with(circle);
            settings.put("camel.server.port", Integer.toString(port));
            CompletableFuture<RunningService> started = CompletableFuture.supplyAsync(
                    () -> RunningService.start(settings), deed -> new Thread(deed).start());

            List<Integer> told = new ArrayList<>();
            while (!told.contains(200) && !started.isCompletedExceptionally()) {
                event("http://localhost:" + port, 1_000_000_000L + told.size()).ifPresent(answer -> {
                    told.add(answer.statusCode());
                    if (answer.statusCode() == 503) {
                        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                        assertThat(answer.body()).contains("starting");
                    }
                });
            }
            started.get(60, TimeUnit.SECONDS).close();

            assertThat(told).contains(503).containsOnly(503, 200);
        }
    }

    @Test
    void new_work_is_told_to_come_again_and_what_is_held_is_given_back() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        try (StubCircle circle = new StubCircle()) {
            circle.answer(call -> {
                asked.countDown();
                pass(answered);
                return circle.normally(call);
            });
            Map<String, String> settings = RunningService.with(circle);
            settings.put("camel.main.shutdown-timeout", "10");
            RunningService service = RunningService.start(settings);
            Set<Long> taken = new HashSet<>();
            long id = 1;
            assertThat(event(service.url(), id).orElseThrow().statusCode()).isEqualTo(200);
            taken.add(id);
            pass(asked);

            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(service::close, deed -> new Thread(deed).start());
            int refusals = 0;
            while (!stopped.isDone()) {
                Optional<HttpResponse<String>> answer = event(service.url(), ++id);
                if (answer.isEmpty()) {
                    break;
                }
                assertThat(answer.get().statusCode()).as(answer.get().body()).isIn(200, 503);
                if (answer.get().statusCode() == 200) {
                    taken.add(id);
                } else {
                    assertThat(answer.get().headers().firstValue("Retry-After")).isPresent();
                    assertThat(answer.get().body()).contains("stopping");
                    refusals++;
                    if (refusals > 20) {
                        answered.countDown();
                    }
                }
            }
            stopped.get(60, TimeUnit.SECONDS);

            assertThat(refusals).isPositive();
            assertThat(service.jdbc().queryForList("SELECT circle_member_id FROM event", Long.class))
                    .containsAll(taken);
            await().untilAsserted(() -> assertThat(service.jdbc()
                            .queryForObject(
                                    "SELECT count(*) FROM member_sync WHERE lease_token IS NOT NULL", Long.class))
                    .isZero());
        }
    }

    /** Nothing while nobody listens. */
    private static Optional<HttpResponse<String>> event(String url, long id) {
        try {
            return Optional.of(RunningService.send(HttpRequest.newBuilder(URI.create(url + "/webhooks/circle"))
                    .header("Content-Type", "application/json")
                    .header("Authorization", "Bearer webhook-secret")
                    .POST(BodyPublishers.ofString(
                            "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + "}}"))));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
