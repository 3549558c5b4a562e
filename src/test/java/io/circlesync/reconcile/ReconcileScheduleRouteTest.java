package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.support.CronExpression;

/** Runs begin when the schedule says so, each time once. */
class ReconcileScheduleRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(unbounded());
    }

    @Test
    void a_run_begins_by_itself_when_the_schedule_says_so() {
        members(1);
        Map<String, String> settings = RunningService.with(circle);
        settings.putAll(unbounded());
        settings.put("database.url", service.databaseUrl());
        settings.put("reconcile.schedule", "* * * * * *");

        try (RunningService node = RunningService.start(settings)) {
            await().until(() -> count("reconciliation WHERE scheduled_for IS NOT NULL AND NOT dry_run") > 0);
        }
        await().until(() -> count("profile") == 1);
    }

    @Test
    void the_schedule_begins_a_run_once_for_all_nodes() throws Exception {
        CronExpression everySecond = CronExpression.parse("* * * * * *");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-22T02:59:59.500Z"));
        ReconcileSchedule one = new ReconcileSchedule(Optional.of(everySecond), clock(now));
        ReconcileSchedule other = new ReconcileSchedule(Optional.of(everySecond), clock(now));
        assertThat(one.reached()).isEmpty();
        now.set(Instant.parse("2026-01-22T03:00:00.100Z"));
        members(1);

        for (ReconcileSchedule node : List.of(one, other)) {
            service.camel()
                    .createProducerTemplate()
                    .sendBody("sql:classpath:sql/reconcile-schedule.sql", node.reached());
        }

        assertThat(count("reconciliation WHERE scheduled_for = '2026-01-22T03:00:00Z'"))
                .isEqualTo(1);
        assertThat(one.reached()).as("as long as it may have failed").isNotEmpty();
        one.taken();
        assertThat(one.reached()).isEmpty();
    }

    /** One run is begun for all that passed while the database was away. */
    @Test
    void a_time_that_could_not_be_noted_is_made_up_for_once() {
        CronExpression nightly = CronExpression.parse("0 0 3 * * *");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-22T02:59:59Z"));
        ReconcileSchedule schedule = new ReconcileSchedule(Optional.of(nightly), clock(now));
        now.set(Instant.parse("2026-01-22T03:00:01Z"));
        assertThat(schedule.reached()).isEqualTo("2026-01-22T03:00:00Z");

        now.set(Instant.parse("2026-01-24T03:00:01Z"));

        assertThat(schedule.reached()).isEqualTo("2026-01-22T03:00:00Z");
        schedule.taken();
        assertThat(schedule.reached()).isEmpty();
        now.set(Instant.parse("2026-01-25T03:00:01Z"));
        assertThat(schedule.reached()).isEqualTo("2026-01-25T03:00:00Z");
    }

    private static Clock clock(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return java.time.ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }
}
