package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Past a threshold a run waits for a person, and nothing is written. */
class ReconcileJudgeRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    static Stream<Arguments> drifts() {
        return Stream.of(
                Arguments.of("reconcile.max-change-percent", 21, (Consumer<Long>)
                        id -> silently(id, member -> member.put("headline", "Poet"))),
                Arguments.of("reconcile.max-left-percent", 3, (Consumer<Long>) circle::remove),
                Arguments.of("reconcile.max-emptied-percent", 6, (Consumer<Long>)
                        id -> silently(id, member -> fields(member).putNull("bio"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("drifts")
    void past_a_threshold_a_run_waits_and_says_for_what(String threshold, int members, Consumer<Long> drift) {
        List<Long> ids = members(100);
        run();
        ids.subList(0, members).forEach(drift);
        long told = count("outbox");

        String path = start("{}");
        JsonNode run = settled(path, "waiting");

        assertThat(run.get("waitingFor")).hasSize(1);
        assertThat(run.at("/waitingFor/0/threshold").textValue()).isEqualTo(threshold);
        assertThat(run.at("/waitingFor/0/figure").intValue()).isEqualTo(members);
        assertThat(run.at("/waitingFor/0/limit").intValue()).isEqualTo(members - 1);
        assertThat(count("profile WHERE headline = 'Poet' OR left_at IS NOT NULL OR bio IS NULL"))
                .isZero();
        assertThat(count("outbox")).isEqualTo(told + 1);
        assertThat(count("gap WHERE kind = 'reconciliation' AND resolved_at IS NULL"))
                .isEqualTo(1);

        assertThat(post(path + "/continue", "").statusCode()).isEqualTo(202);
        settled(path, "done");

        assertThat(count("gap WHERE kind = 'reconciliation' AND resolved_at IS NULL"))
                .isZero();
        if (threshold.equals("reconcile.max-left-percent")) {
            assertThat(count("profile WHERE left_at IS NOT NULL")).isEqualTo(members);
        } else if (threshold.equals("reconcile.max-change-percent")) {
            assertThat(count("profile WHERE headline = 'Poet'")).isEqualTo(members);
        }
    }

    @Test
    void within_its_thresholds_a_run_goes_on_by_itself() {
        List<Long> ids = members(100);
        run();
        ids.subList(0, 20).forEach(id -> silently(id, member -> member.put("headline", "Poet")));

        run();

        assertThat(count("profile WHERE headline = 'Poet'")).isEqualTo(20);
    }
}
