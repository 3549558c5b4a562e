package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A process that is told to stop ends what it has begun, and tells whoever comes meanwhile to come again. */
class DrainTest {

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
            assertThat(event(service, id).orElseThrow().statusCode()).isEqualTo(200);
            taken.add(id);
            pass(asked);

            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(service::close, deed -> new Thread(deed).start());
            int refusals = 0;
            while (!stopped.isDone()) {
                Optional<HttpResponse<String>> answer = event(service, ++id);
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

    /** Nothing once nobody listens any more. */
    private static Optional<HttpResponse<String>> event(RunningService service, long id) {
        try {
            return Optional.of(service.post(
                    "/webhooks/circle",
                    "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + "}}"));
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
