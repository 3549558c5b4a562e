package io.circlesync.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void waits_double_up_to_the_longest() {
        Backoff backoff =
                new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10), RandomGenerator.getDefault()::nextDouble);
        for (int attempts = 1; attempts <= 5; attempts++) {
            long whole = 2_000L << (attempts - 1);
            assertThat(backoff.after(attempts).toMillis()).isBetween(whole / 2, whole);
        }
        assertThat(backoff.after(99)).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
    }

    @Property
    void no_wait_is_outside_its_limits(
            @ForAll @IntRange(min = 1) int attempts, @ForAll @DoubleRange(max = 1) double random) {
        Backoff patient = new Backoff(Duration.ofMillis(1), Duration.ofDays(30), () -> random);

        assertThat(patient.after(attempts)).isBetween(Duration.ZERO, Duration.ofDays(30));
    }
}
