package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A process that is told to stop gives back the members that it has not come to the end with. */
class LeaseReturnTest {

    @Test
    void members_that_are_held_at_the_stop_are_due_at_once() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (StubCircle circle = new StubCircle()) {
            circle.answer(call -> {
                awaitUninterrupted(stopped);
                return circle.normally(call);
            });
            Map<String, String> settings = RunningService.with(circle);
            settings.put("sync.concurrency", "2");
            settings.put("camel.main.shutdown-timeout", "1");
            RunningService service = RunningService.start(settings);
            for (long id = 1; id <= 20; id++) {
                service.post(
                        "/webhooks/circle",
                        "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + "}}");
            }
            await().until(() -> held(service).size() == 16);

            service.close();
            List<Long> held = held(service);
            stopped.countDown();

            assertThat(held).isEmpty();
            assertThat(service.jdbc()
                            .queryForObject("SELECT count(*) FROM member_sync WHERE due_at <= now()", Long.class))
                    .isEqualTo(20);
        }
    }

    private static List<Long> held(RunningService service) {
        return service.jdbc()
                .queryForList("SELECT circle_member_id FROM member_sync WHERE lease_token IS NOT NULL", Long.class);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
