package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeasesTest {

    /** Whoever waits longer for a place in the budget than a lease is renewed would be fetched twice. */
    @ParameterizedTest
    @CsvSource({"8, 300, 64", "8, 1, 7", "1, 300, 8", "1, 6000000, 8"})
    void no_more_are_taken_than_can_be_worked_on_in_time(int concurrency, int callsPerMinute, int free) {
        Leases leases = new Leases(concurrency, callsPerMinute, Clock.systemUTC());
        assertThat(leases.free()).isEqualTo(free);
    }
}
