package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.SetClock;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.scheduling.support.CronExpression;

/** Runs begin when the schedule says so, each time once. */
class ReconcileScheduleRouteTest extends ReconcileTestBase {

    private static final String BEGUN = "reconciliation WHERE scheduled_for IS NOT NULL AND NOT dry_run";

    @BeforeAll
    static void start() {
        startWith(unbounded());
    }

    @Test
    void a_run_begins_by_itself_when_the_schedule_says_so() {
        members(1);

        try (RunningService node = node("* * * * * *")) {
            await().until(() -> count(BEGUN) > 0);
        }
        await().until(() -> count("profile") == 1);
    }

    @Test
    void a_time_that_has_passed_while_no_node_ran_is_made_up_for_once_for_all_nodes() {
        Instant now = Instant.now();
        Instant time = now.minus(12, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        rows().schedule(daily(time), "looked_at", now.minus(13, ChronoUnit.HOURS));
        rows().schedule("0 0 3 29 2 *");

        try (RunningService node = node(daily(time))) {
            await().until(() -> count(BEGUN) == 1);
            node.camel().createProducerTemplate().sendBody("sql:classpath:sql/reconcile-schedule.sql", time.toString());

            assertThat(count(BEGUN)).isEqualTo(1);
            assertThat(look(node))
                    .allSatisfy(
                            row -> assertThat((Timestamp) row.get("looked_at")).isAfterOrEqualTo(Timestamp.from(now)));
            assertThat(count("reconcile_schedule")).as("schedules of today").isEqualTo(1);
        }
    }

    @Test
    void a_schedule_that_is_new_here_begins_nothing_for_what_has_passed() {
        Instant now = Instant.now();

        try (RunningService node = node(daily(now.minus(12, ChronoUnit.HOURS)))) {
            await().until(() -> !look(node).isEmpty());

            assertThat(look(node))
                    .allSatisfy(
                            row -> assertThat((Timestamp) row.get("looked_at")).isAfterOrEqualTo(Timestamp.from(now)));
        }
    }

    @Test
    void nights_that_a_clock_ahead_has_looked_at_are_still_to_come() {
        Instant now = Instant.now();
        String nightly = daily(now.minus(12, ChronoUnit.HOURS));
        rows().schedule(nightly, "looked_at", now.plus(24, ChronoUnit.HOURS));

        try (RunningService node = node(nightly)) {
            await().untilAsserted(() -> assertThat(look(node))
                    .allSatisfy(row -> assertThat((Timestamp) row.get("looked_at"))
                            .isBefore(Timestamp.from(now.plus(1, ChronoUnit.HOURS)))));
            assertThat(count(BEGUN)).isZero();
        }
    }

    static Stream<Arguments> times() {
        return Stream.of(
                arguments("not yet", "2026-01-21T03:00:01Z", "2026-01-22T02:59:59Z", ""),
                arguments("just come", "2026-01-21T03:00:01Z", "2026-01-22T03:00:00Z", "2026-01-22T03:00:00Z"),
                arguments("by a clock ahead of the database's", "2026-01-22T03:00:00Z", "2026-01-22T03:00:07Z", ""),
                arguments("after an outage", "2026-01-22T02:59:59Z", "2026-01-22T09:00:00Z", "2026-01-22T03:00:00Z"),
                arguments("after several", "2026-01-10T03:00:00Z", "2026-01-22T09:00:00Z", "2026-01-22T03:00:00Z"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("times")
    void a_time_that_has_come_since_is_reached(String about, String looked, String now, String reached) {
        ReconcileSchedule schedule = new ReconcileSchedule(
                Optional.of(CronExpression.parse("0 0 3 * * *")), new SetClock(Instant.parse(now)));

        assertThat(schedule.reached(Map.of("looked_at", Timestamp.from(Instant.parse(looked)))))
                .isEqualTo(reached);
    }

    @Test
    void a_time_of_more_than_a_day_ago_is_not_made_up_for() {
        ReconcileSchedule weekly = new ReconcileSchedule(
                Optional.of(CronExpression.parse("0 0 3 * * SUN")),
                new SetClock(Instant.parse("2026-01-20T09:00:00Z")));

        assertThat(weekly.reached(Map.of("looked_at", Timestamp.from(Instant.parse("2026-01-11T03:00:00Z")))))
                .isEmpty();
    }

    private static RunningService node(String schedule) {
        Map<String, String> settings = RunningService.with(circle);
        settings.putAll(unbounded());
        settings.put("database.url", service.databaseUrl());
        settings.put("reconcile.schedule", schedule);
        return RunningService.start(settings);
    }

    /** A schedule for this time of the day. */
    private static String daily(Instant time) {
        LocalTime of = LocalTime.ofInstant(time, ZoneOffset.UTC);
        return "%d %d %d * * *".formatted(of.getSecond(), of.getMinute(), of.getHour());
    }

    private static List<Map<String, Object>> look(RunningService node) {
        return node.camel()
                .createFluentProducerTemplate()
                .to("sql:classpath:sql/reconcile-schedule-look.sql")
                .request(List.class);
    }
}
