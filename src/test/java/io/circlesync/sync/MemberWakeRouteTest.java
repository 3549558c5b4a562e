package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nobody waits for the poll. */
class MemberWakeRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void an_idle_service_reacts_without_waiting_for_the_poll() {
        long warmUp = newMemberId();
        memberInCircle(warmUp);
        joins(warmUp);
        settles(warmUp);
        await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            service.camel().getRouteController().suspendRoute("member-claim-poll");
            assertThat(service.camel()
                            .getRouteController()
                            .getRouteStatus("member-claim-poll")
                            .isSuspended())
                    .isTrue();
        });
        try {
            long id = newMemberId();
            memberInCircle(id);
            joins(id);
            settles(id);
            assertThat(profilesOf(id)).hasSize(1);
        } finally {
            await().untilAsserted(() -> {
                service.camel().getRouteController().resumeRoute("member-claim-poll");
                assertThat(service.camel()
                                .getRouteController()
                                .getRouteStatus("member-claim-poll")
                                .isStarted())
                        .isTrue();
            });
        }
    }
}
