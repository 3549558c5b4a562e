package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.circlesync.circle.CircleAnswers;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMemberReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How long Circle is left alone, which is one rule for syncs and for searches. */
class CircleBackoffTest {

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private final CircleBackoff backoff = new CircleBackoff(FIRST, LONGEST, () -> 0.5);

    @Test
    void a_failure_counts_and_the_wait_doubles_up_to_the_longest() {
        Throwable down = answer(503, null);

        assertThat(backoff.after(0, down)).isEqualTo(new CircleBackoff.Next(1, FIRST));
        assertThat(backoff.after(3, down)).isEqualTo(new CircleBackoff.Next(4, Duration.ofSeconds(16)));
        assertThat(backoff.after(1_000_000, down).delay()).isEqualTo(LONGEST);
        assertThat(backoff.after(0, new IOException("reset"))).isEqualTo(new CircleBackoff.Next(1, FIRST));
    }

    @Test
    void the_wait_varies_so_that_what_failed_together_does_not_come_back_together() {
        Throwable down = answer(503, null);

        assertThat(new CircleBackoff(FIRST, LONGEST, () -> 0).after(0, down).delay())
                .isEqualTo(Duration.ofMillis(1500));
        assertThat(new CircleBackoff(FIRST, LONGEST, () -> 1).after(0, down).delay())
                .isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void too_many_calls_and_a_refused_token_count_for_nothing_and_pause_for_a_minute() {
        for (int status : new int[] {429, 401, 403}) {
            assertThat(backoff.after(4, answer(status, null)))
                    .isEqualTo(new CircleBackoff.Next(4, Duration.ofSeconds(60)));
        }
    }

    @Test
    void circle_is_left_alone_for_as_long_as_it_asks() {
        assertThat(backoff.after(4, answer(429, "120"))).isEqualTo(new CircleBackoff.Next(4, Duration.ofSeconds(120)));
        assertThat(backoff.after(0, answer(503, "120"))).isEqualTo(new CircleBackoff.Next(1, Duration.ofSeconds(120)));
    }

    @Test
    void a_wish_for_no_wait_still_leaves_a_second() {
        assertThat(backoff.after(0, answer(429, "0")).delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.after(0, answer(503, "0")).delay()).isEqualTo(FIRST);
    }

    @Test
    void a_search_follows_the_rule() {
        Map<String, Object> claimed = new HashMap<>(Map.of("attempts", 2));
        ProfileSearch search = new ProfileSearch(() -> 0.5);

        assertThat(search.later(claimed, answer(503, null)))
                .containsEntry("attempts", 3)
                .containsEntry("delayMillis", 8_000L);
        assertThat(search.later(claimed, answer(429, null)))
                .containsEntry("attempts", 2)
                .containsEntry("delayMillis", 60_000L);
        assertThat(search.later(claimed, answer(429, "0"))).containsEntry("delayMillis", 1_000L);
    }

    /** What an answer of this status fails with. */
    private static CircleException answer(int status, String retryAfter) {
        CircleAnswers answers = new CircleAnswers(new CircleMemberReader(SimulatedSync.KEYS), Clock.systemUTC());
        return catchThrowableOfType(
                CircleException.class, () -> answers.member(5, status, retryAfter, InputStream.nullInputStream()));
    }
}
