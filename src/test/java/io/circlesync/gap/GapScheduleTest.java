package io.circlesync.gap;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.Fields;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GapScheduleTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void a_gap_is_mentioned_again_after_the_interval_up_to_the_maximum() {
        GapSchedule schedule = schedule(2);
        assertThat(schedule.remindAt(GapKind.MISSING_WORKOS, NOW, 0)).contains(NOW.plus(Duration.ofDays(7)));
        assertThat(schedule.remindAt(GapKind.MISSING_WORKOS, NOW, 1)).contains(NOW.plus(Duration.ofDays(7)));
        assertThat(schedule.remindAt(GapKind.MISSING_WORKOS, NOW, 2)).isEmpty();
    }

    @Test
    void nothing_is_mentioned_again_when_reminders_are_off_or_there_is_nothing_to_do() {
        assertThat(schedule(0).remindAt(GapKind.MISSING_WORKOS, NOW, 0)).isEmpty();
        assertThat(schedule(2).remindAt(GapKind.MEMBER_LEFT, NOW, 0)).isEmpty();
    }

    private static GapSchedule schedule(int maxReminders) {
        return new GapSchedule(new GapSettings(Fields.REQUIRED, Duration.ofDays(7), maxReminders, Duration.ZERO));
    }
}
