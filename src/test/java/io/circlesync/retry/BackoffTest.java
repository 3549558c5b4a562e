package io.circlesync.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff =
            new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10), 100, RandomGenerator.getDefault());

    @Test
    void waits_double_up_to_the_longest() {
        for (int attempts = 1; attempts <= 5; attempts++) {
            long whole = 2_000L << (attempts - 1);
            assertThat(backoff.after(attempts).orElseThrow().toMillis()).isBetween(whole / 2, whole);
        }
        assertThat(backoff.after(99).orElseThrow()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
    }

    @Test
    void it_gives_up_at_the_last_attempt() {
        assertThat(backoff.after(100)).isEmpty();
    }

    @Property
    void no_wait_is_outside_its_limits(@ForAll @IntRange(min = 1, max = 10_000) int attempts) {
        Backoff patient = new Backoff(Duration.ofMillis(1), Duration.ofDays(30), 10_001, RandomGenerator.getDefault());
        Optional<Duration> wait = patient.after(attempts);
        assertThat(wait.orElseThrow()).isBetween(Duration.ZERO, Duration.ofDays(30));
    }
}
