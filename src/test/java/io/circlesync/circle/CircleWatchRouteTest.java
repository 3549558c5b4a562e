package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubPartner.Answer;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Circle that is not called is asked when that is due, whoever waits for it. */
class CircleWatchRouteTest extends ServiceTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void once_it_is_well_calls_flow_again() {
        long before = probes();
        stops();

        await().untilAsserted(() -> assertThat(circle()).containsEntry("state", "closed"));
        assertThat(probes()).isEqualTo(before + 1);
        assertThat(circle()).as("asked, not waited for").containsEntry("waits", false);
    }

    @Test
    void while_it_is_away_the_next_question_waits_longer() {
        circle.answer(call -> Answer.text(503, "away"));
        stops();

        await().untilAsserted(() -> assertThat(circle())
                .containsEntry("state", "open")
                .containsEntry("refusals", 2)
                .containsEntry("waits", true));
    }

    /** As after one refusal; to be asked at once. */
    private static void stops() {
        service.jdbc()
                .update("UPDATE partner SET state = 'open', since = now(), reason = '503', refusals = 1,"
                        + " next_at = now() WHERE name = 'circle'");
    }

    private static Map<String, Object> circle() {
        return service.jdbc()
                .queryForMap("SELECT state, refusals, next_at > now() AS waits FROM partner WHERE name = 'circle'");
    }

    private static long probes() {
        return circle.calls().stream()
                .filter(call -> call.path().endsWith("/community"))
                .count();
    }
}
