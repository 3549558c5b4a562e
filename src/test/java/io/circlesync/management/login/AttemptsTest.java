package io.circlesync.management.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private Instant now = Instant.parse("2026-01-22T14:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final Attempts attempts = new Attempts(clock);
    private final Sessions sessions = new Sessions(clock);

    @Test
    void an_address_waits_twice_as_long_each_time_and_five_minutes_at_most() {
        for (int i = 0; i < 4; i++) {
            assertThat(attempts.failed("192.0.2.1")).isFalse();
            assertThat(attempts.pause("192.0.2.1")).isEmpty();
        }
        assertThat(attempts.failed("192.0.2.1")).as("has to wait from now on").isTrue();
        assertThat(attempts.pause("192.0.2.1")).hasValue(Duration.ofSeconds(1));
        assertThat(attempts.failed("192.0.2.1")).as("told once").isFalse();
        assertThat(attempts.pause("192.0.2.1")).hasValue(Duration.ofSeconds(2));
        for (int i = 0; i < 100; i++) {
            attempts.failed("192.0.2.1");
        }
        assertThat(attempts.pause("192.0.2.1")).hasValue(Duration.ofMinutes(5));
        assertThat(attempts.pause("192.0.2.2")).as("others do not wait").isEmpty();

        now = now.plus(Duration.ofMinutes(5));

        assertThat(attempts.pause("192.0.2.1")).isEmpty();
        attempts.succeeded("192.0.2.1");
        attempts.failed("192.0.2.1");
        assertThat(attempts.pause("192.0.2.1")).as("begins anew").isEmpty();
    }

    @Test
    void a_session_ends_after_half_an_hour_without_a_call_and_after_twelve_hours_in_any_case() {
        Operator operator = new Operator("ada", Role.ACT);
        String idle = sessions.begin(operator);
        String busy = sessions.begin(operator);
        assertThat(idle).hasSizeGreaterThan(40).isNotEqualTo(busy);

        for (int calls = 0; calls < 24; calls++) {
            now = now.plus(Duration.ofMinutes(29));
            assertThat(sessions.find(busy)).hasValue(operator);
        }
        now = now.plus(Duration.ofMinutes(29));

        assertThat(sessions.find(busy)).isEmpty();
        assertThat(sessions.find(idle)).isEmpty();
        assertThat(sessions.find("")).isEmpty();
    }
}
