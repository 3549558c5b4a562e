package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Rows;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubPartner.Answer;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Circle that is not called is asked when that is due, whoever waits for it. */
class CircleWatchRouteTest extends ServiceTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void once_it_is_well_calls_flow_again() {
        long before = probes();
        stops(1);

        await().untilAsserted(() -> assertThat(circle()).containsEntry("state", "closed"));
        assertThat(probes()).isEqualTo(before + 1);
        assertThat(circle()).as("asked, not waited for").containsEntry("waits", false);
    }

    /** No partner is waited for longer than the hour that it may ask for, so that was written by a clock that has been put right. */
    @Test
    void it_is_asked_though_its_turn_is_a_day_ahead() {
        long before = probes();
        stops(1);
        service.jdbc()
                .update("UPDATE partner SET state = 'open', next_at = now() + interval '1 day' WHERE name = 'circle'");

        await().untilAsserted(() -> assertThat(circle()).containsEntry("state", "closed"));
        assertThat(probes()).isGreaterThan(before);
    }

    /** Some ten seconds, then half a minute, and minutes once it has been away for more than an hour. */
    @ParameterizedTest
    @CsvSource({"2,0,8", "8,10,40", "149,10,40", "150,140,300"})
    void while_it_is_away_the_next_question_waits_longer(int before, double least, double most) {
        circle.answer(call -> Answer.text(503, "away"));
        stops(before);
        Object since = since();

        await().untilAsserted(() -> assertThat(circle())
                .containsEntry("state", "open")
                .containsEntry("refusals", before + 1)
                .containsEntry("waits", true));
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT extract(epoch FROM next_at - now()) FROM partner WHERE name = 'circle'",
                                Double.class))
                .as("seconds until the next question")
                .isBetween(least, most);
        assertThat(since()).isEqualTo(since);
    }

    /** A storm in which single calls get through is one. */
    @Test
    void what_was_told_is_over_once_it_stays_well() {
        if (told() == 0) {
            new Rows(service.jdbc()).gapOfPartner("sync-failed", "circle:account");
        }
        stops(1);
        await().untilAsserted(() -> assertThat(circle()).containsEntry("state", "closed"));
        service.jdbc().update("UPDATE partner SET since = since - interval '8 seconds' WHERE name = 'circle'");

        await().untilAsserted(() -> assertThat(told()).isZero());
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT extract(epoch FROM max(resolved_at) - max(since)) FROM gap, partner"
                                        + " WHERE subject = 'circle:account' AND name = 'circle'",
                                Double.class))
                .as("seconds for which it had been well")
                .isGreaterThanOrEqualTo(10);
    }

    private static long told() {
        return service.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM gap WHERE subject = 'circle:account' AND resolved_at IS NULL",
                        Long.class);
    }

    private static Object since() {
        return service.jdbc().queryForObject("SELECT since FROM partner WHERE name = 'circle'", Object.class);
    }

    /** As after some refusals; to be asked at once. */
    private static void stops(int refusals) {
        service.jdbc()
                .update(
                        "UPDATE partner SET state = 'open', since = now(), reason = '503', refusals = ?,"
                                + " next_at = now() WHERE name = 'circle'",
                        refusals);
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
