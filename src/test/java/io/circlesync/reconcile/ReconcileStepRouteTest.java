package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner.Answer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A run goes on wherever it was left. */
class ReconcileStepRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        Map<String, String> settings = unbounded();
        settings.put("sync.lease", "2s");
        startWith(settings);
    }

    @Test
    void another_node_goes_on_at_the_page_that_a_dead_one_was_reading() {
        members(350);
        CountDownLatch dead = new CountDownLatch(1);
        circle.answer(call -> {
            if (ReconcileScanRouteTest.isPage(call, 3) && dead.getCount() > 0) {
                hang(dead);
                return Answer.text(503, "");
            }
            return circle.normally(call);
        });
        String path = start("{}");
        await().atMost(PATIENCE)
                .until(() -> circle.calls().stream().anyMatch(call -> ReconcileScanRouteTest.isPage(call, 3)));
        Map<String, String> settings = RunningService.with(circle);
        settings.putAll(unbounded());
        settings.put("database.url", service.databaseUrl());
        settings.put("sync.lease", "2s");
        long first = circle.calls().stream()
                .filter(call -> ReconcileScanRouteTest.isPage(call, 1))
                .count();
        try (RunningService other = RunningService.start(settings)) {
            // The first one still waits for its answer.
            circle.answer(circle::normally);
            JsonNode run = settled(path, "done");

            assertThat(run.at("/progress/members").intValue()).isEqualTo(350);
            assertThat(other.get(path).body()).contains("\"done\"");
        } finally {
            dead.countDown();
        }
        assertThat(count("profile")).isEqualTo(350);
        assertThat(count("reconciliation_finding")).isEqualTo(350);
        assertThat(circle.calls().stream()
                        .filter(call -> ReconcileScanRouteTest.isPage(call, 1))
                        .count())
                .as("it does not begin anew")
                .isEqualTo(first);
    }

    private static void hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
