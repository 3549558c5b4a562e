package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.partner.CallBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeasesTest {

    @ParameterizedTest
    @CsvSource({"8, 64", "1, 8"})
    void no_more_are_taken_than_can_be_worked_on_in_time(int concurrency, int free) {
        Leases leases = new Leases(
                concurrency, new CallBudget(300, 5_000, true, Duration.ofMinutes(1), Map.of()), Clock.systemUTC());
        assertThat(leases.free()).isEqualTo(free);
    }
}
