package io.circlesync.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.ServiceTestBase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is over and done with is deleted in its time, and nothing else is. */
class RetentionRouteTest extends ServiceTestBase {

    private static final Instant OLD = Instant.now().minus(Duration.ofDays(10));
    private static final Instant NEW = Instant.now().minus(Duration.ofDays(1));

    @BeforeAll
    static void start() {
        startWith(Map.of(
                "retention.events",
                "5d",
                "retention.timeline",
                "5d",
                "retention.outbox",
                "5d",
                "retention.runs",
                "5d"));
    }

    @Test
    void old_events_go_that_are_settled_and_told_of_nowhere() {
        UUID profile = rows().profile("ada@example.org", "circle_member_id", 7_391_500_001L);
        settled(7_391_500_001L);
        settled(7_391_500_002L);
        rows().gapOfMember("push-rejected", 7_391_500_002L);
        rows().member(7_391_500_003L, "failed_at", Instant.now());
        List<Long> kept = new ArrayList<>();
        List<Long> gone = new ArrayList<>();
        kept.add(event(OLD, 7_391_500_002L, "due"));
        kept.add(event(OLD, 7_391_500_003L, "due"));
        kept.add(event(OLD, null, "quarantined"));
        kept.add(event(NEW, 7_391_500_001L, "due"));
        kept.add(event(NEW, null, "ignored"));
        long told = event(OLD, 7_391_500_001L, "due");
        rows().conflict(profile, 7_391_500_001L, "bio", "event_id", told);
        kept.add(told);
        gone.add(event(OLD, 7_391_500_001L, "due"));
        gone.add(event(OLD, null, "ignored"));
        gone.add(event(OLD, null, "applied"));

        round("events");

        assertThat(ids("event")).containsAll(kept).doesNotContainAnyElementsOf(gone);
    }

    @Test
    void what_was_put_off_while_the_clock_was_ahead_is_done_now() {
        service.jdbc().update("UPDATE housekeeping SET due_at = now() + interval '3 days' WHERE name = 'events'");
        event(OLD, null, "ignored");

        await().until(() ->
                count("event WHERE received_at < now() - interval '5 days' AND disposition = 'ignored'") == 0);
    }

    @Test
    void more_than_a_batch_goes_although_some_of_it_stays() {
        for (int i = 0; i < 1_100; i++) {
            event(OLD, null, i % 50 == 0 ? "quarantined" : "ignored");
        }

        round("events");

        await().until(() ->
                count("event WHERE disposition = 'ignored' AND received_at < now() - interval '5 days'") == 0);
        assertThat(count("event WHERE disposition = 'quarantined' AND received_at < now() - interval '5 days'"))
                .isGreaterThanOrEqualTo(22);
    }

    @Test
    void old_changes_and_conflicts_go_but_for_what_tells_who_somebody_was_and_whose_a_value_is() {
        UUID profile = rows().profile("bob@example.org");
        rows().change(profile, "bio", "changed_at", OLD, "new_value", "with what it began", "source", "local");
        rows().change(profile, "bio", "changed_at", OLD);
        rows().change(profile, "email", "changed_at", OLD, "old_value", "b@example.org");
        rows().change(profile, "bio", "changed_at", OLD, "new_value", "written to Circle", "source", "push");
        rows().change(profile, "headline", "changed_at", NEW);
        rows().change(profile, "headline", "changed_at", NEW);
        rows().conflict(profile, 8, "bio", "recorded_at", OLD);
        rows().conflict(profile, 8, "headline", "recorded_at", NEW);

        round("timeline");
        round("conflicts");

        assertThat(service.jdbc().queryForList("SELECT field FROM change WHERE profile_id = ?", String.class, profile))
                .containsExactlyInAnyOrder("bio", "bio", "email", "headline", "headline");
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT new_value FROM change WHERE profile_id = ? AND field = 'bio'",
                                String.class,
                                profile))
                .containsExactlyInAnyOrder("with what it began", "written to Circle");
        assertThat(service.jdbc()
                        .queryForList("SELECT field FROM conflict WHERE profile_id = ?", String.class, profile))
                .containsExactly("headline");
    }

    @Test
    void old_messages_go_that_were_sent_or_are_not_wanted() {
        for (String state : List.of("sent", "obsolete", "failed", "pending")) {
            for (Instant time : List.of(OLD, NEW)) {
                rows().message(
                                "slack",
                                "kept-" + state,
                                "state",
                                state,
                                "created_at",
                                time,
                                "due_at",
                                Instant.now().plus(Duration.ofDays(1)));
            }
        }

        round("outbox");

        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT state FROM outbox WHERE kind LIKE 'kept-%' AND created_at < now() - interval '5 days'",
                                String.class))
                .containsExactlyInAnyOrder("failed", "pending");
        assertThat(count("outbox WHERE kind LIKE 'kept-%' AND created_at > now() - interval '5 days'"))
                .isEqualTo(4);
    }

    /** Reminders are a week apart here, and messages are kept for five days. */
    @Test
    void what_was_sent_stays_for_as_long_as_nobody_is_to_hear_the_same() {
        for (int days : new int[] {6, 8}) {
            rows().message(
                            "slack",
                            "told-" + days,
                            "state",
                            "sent",
                            "created_at",
                            Instant.now().minus(Duration.ofDays(days)),
                            "sent_at",
                            Instant.now().minus(Duration.ofDays(days)));
        }

        round("outbox");

        assertThat(service.jdbc().queryForList("SELECT kind FROM outbox WHERE kind LIKE 'told-%'", String.class))
                .containsExactly("told-6");
    }

    @Test
    void old_replays_go_that_have_ended() {
        service.jdbc()
                .update("INSERT INTO replay (state, estimate, members, started_at, ended_at) VALUES"
                        + " ('done', 1, 1, now(), now() - interval '10 days'), ('done', 2, 1, now(), now()),"
                        + " ('cancelled', 3, 1, now(), now() - interval '10 days')");

        round("replays");

        assertThat(service.jdbc().queryForList("SELECT estimate FROM replay", Long.class))
                .containsExactly(2L);
    }

    @Test
    void old_runs_go_with_their_findings_but_for_the_last_by_which_others_are_judged() {
        for (int days : new int[] {20, 10}) {
            service.jdbc()
                    .update(
                            "WITH run AS (INSERT INTO reconciliation (dry_run, state, ended_at, due_at, calls)"
                                    + " VALUES (true, 'done', now() - ? * interval '1 day', NULL, ?) RETURNING id)"
                                    + " INSERT INTO reconciliation_finding (reconciliation_id, kind, circle_member_id)"
                                    + " SELECT id, 'different', 7 FROM run, generate_series(1, 20)",
                            days,
                            days);
        }

        round("findings");
        round("runs");

        assertThat(service.jdbc().queryForList("SELECT calls FROM reconciliation", Integer.class))
                .containsExactly(10);
        assertThat(count("reconciliation_finding")).isEqualTo(20);
    }

    /** From its beginning to its end, and nobody else's. */
    private static void round(String name) {
        service.jdbc().update("UPDATE housekeeping SET due_at = now(), after_id = 0 WHERE name = ?", name);
        await().until(() -> count("housekeeping WHERE name = ? AND due_at > now() + interval '50 minutes'", name) == 1);
    }

    private static void settled(long member) {
        rows().member(member, "synced_at", Instant.now());
    }

    private static long event(Instant at, Long member, String disposition) {
        return rows().event("x", "received_at", at, "circle_member_id", member, "disposition", disposition);
    }

    private static List<Long> ids(String table) {
        return service.jdbc().queryForList("SELECT id FROM " + table, Long.class);
    }
}
