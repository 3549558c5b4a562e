package io.circlesync.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.circlesync.database.Database;
import io.circlesync.database.DatabaseSettings;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.outbox.ChannelKind;
import io.circlesync.outbox.Channels;
import io.circlesync.outbox.Patience;
import io.circlesync.partner.CallBudget;
import io.circlesync.partner.PartnerState;
import io.circlesync.partner.PartnerStates;
import io.circlesync.retry.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Each figure of the service's state is that of the rows that it is about. */
class ServiceStatesTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private Database database;
    private JdbcTemplate jdbc;
    private Rows rows;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(TestDatabases.migrated(), Optional.empty(), Optional.empty()), 2);
        jdbc = new JdbcTemplate(database.dataSource());
        rows = new Rows(jdbc);
    }

    @AfterEach
    void close() {
        database.stop();
    }

    @Test
    void an_empty_service_has_nothing_to_tell() {
        ServiceState state = state();

        assertThat(state.members()).isEqualTo(new ServiceState.Members(0, Optional.empty(), 0, 0, 0, 0, 0));
        assertThat(state.troubles()).isEmpty();
        assertThat(state.searches()).isEqualTo(new ServiceState.Searches(0, Optional.empty()));
        assertThat(state.events()).isEqualTo(new ServiceState.Events(0, 0));
        assertThat(state.openGaps()).isEmpty();
        assertThat(state.partners()).extracting(PartnerState::name).containsExactly("circle", "slack", "mail");
        assertThat(state.partners().get(0).budgetPerMinute()).isEqualTo(300);
        assertThat(state.partners().get(0).monthlyQuota()).hasValue(5_000);
        assertThat(state.partners().get(0).usedPercent()).hasValue(0);
        assertThat(state.channels())
                .containsExactly(
                        new ServiceState.Channel("mail", 0, Optional.empty(), 0, 0, Optional.empty()),
                        new ServiceState.Channel("slack", 0, Optional.empty(), 0, 0, Optional.empty()));
        assertThat(state.successes()).isEmpty();
        assertThat(state.openRun()).isEmpty();
        assertThat(state.lastRun()).isEmpty();
        assertThat(state.lastRunDoneAt()).isEmpty();
        assertThat(state.replayMembersLeft()).isZero();
    }

    @Test
    void the_queue_is_told_with_what_stands_in_the_way() {
        Instant now = Instant.now();
        Instant later = now.plusSeconds(600);
        rows.member(1, "due_at", now.minusSeconds(300));
        rows.member(2, "due_at", now.minusSeconds(60));
        rows.member(3, "due_at", now.plusSeconds(3));
        rows.member(4, "due_at", now.plusSeconds(30), "lease_token", UUID.randomUUID());
        rows.member(5, "due_at", later, "error", "Circle answered 500", "attempts", 3);
        rows.member(6, "due_at", later.plusSeconds(5), "error", "Circle answered 500", "attempts", 2);
        rows.member(7, "failed_at", now.minusSeconds(900), "error", "Circle knows member 7 no more", "attempts", 10);
        rows.member(8, "failed_at", now.minusSeconds(30), "error", "Circle knows member 8 no more", "attempts", 9);
        rows.member(9);
        rows.member(10, "failed_at", now, "error", "Circle answered 422", "attempts", 10);
        rows.member(11, "due_at", later, "error", "Circle answered 422", "attempts", 1);
        for (int paused = 9; paused <= 11; paused++) {
            jdbc.queryForObject("SELECT pause_member(?)", Boolean.class, paused);
        }
        rows.search(rows.profile("ada@example.org"), "due_at", now.minusSeconds(20));

        ServiceState state = state();

        assertThat(state.members().due()).isEqualTo(2);
        assertThat(state.age(state.members().oldestDueAt()))
                .isBetween(Duration.ofSeconds(299), Duration.ofSeconds(360));
        assertThat(state.members().running()).isEqualTo(1);
        assertThat(state.members().retrying()).isEqualTo(2);
        assertThat(state.members().failed()).isEqualTo(2);
        assertThat(state.members().paused()).isEqualTo(3);
        assertThat(state.members().unwritten()).isZero();
        assertThat(state.writesRefusedSince()).isEmpty();
        assertThat(state.troubles())
                .extracting(
                        ServiceState.Trouble::state,
                        ServiceState.Trouble::reason,
                        ServiceState.Trouble::members,
                        ServiceState.Trouble::attempts,
                        trouble -> trouble.since().isPresent(),
                        trouble -> trouble.nextAt().isPresent())
                .containsExactly(
                        tuple("failed", "Circle knows a member no more", 2L, 10, true, false),
                        tuple("retrying", "Circle answered 500", 2L, 3, false, true));
        assertThat(state.searches().due()).isEqualTo(1);
    }

    @Test
    void whose_edits_wait_for_circle_is_told_while_it_takes_none() {
        Instant later = Instant.now().plusSeconds(60);
        rows.member(1, "due_at", later, "sent", "{\"headline\":\"Ours\"}");
        rows.member(2, "due_at", later, "sent", "{\"headline\":\"Ours\"}", "lease_token", UUID.randomUUID());
        rows.member(3, "due_at", later, "sent", "{\"headline\":\"Ours\"}", "error", "Circle answered 500");
        rows.member(4, "due_at", later);
        assertThat(state().members().unwritten()).isZero();
        Instant since = Instant.now().minusSeconds(600);
        rows.gapOfPartner("push-rejected", "circle:account", "opened_at", since);

        ServiceState state = state();

        assertThat(state.members().unwritten()).isEqualTo(2);
        assertThat(state.age(state.writesRefusedSince())).isBetween(Duration.ofSeconds(599), Duration.ofSeconds(660));
    }

    @Test
    void what_came_in_and_what_is_open_is_counted() {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        for (int i = 0; i < 3; i++) {
            rows.event("profile_updated", "received_at", yesterday, "circle_member_id", 1);
        }
        rows.event("profile_updated", "circle_member_id", 1);
        rows.event("profile_updated", "disposition", "quarantined");
        UUID ada = rows.profile("ada@example.org");
        UUID bob = rows.profile("bob@example.org");
        rows.gap("missing-workos", ada);
        rows.gap("missing-workos", bob);
        rows.gap("incomplete-profile", bob, "resolved_at", Instant.now());
        rows.gapOfMember("member-left", 7);

        ServiceState state = state();

        assertThat(state.events()).isEqualTo(new ServiceState.Events(2, 1));
        assertThat(state.openGaps()).isEqualTo(Map.of("missing-workos", 2L, "member-left", 1L));
    }

    @Test
    void what_waits_to_be_told_is_told_by_channel() {
        Instant now = Instant.now();
        rows.message("mail", "missing-workos", "due_at", now.minusSeconds(600));
        rows.message("mail", "missing-workos", "due_at", now.plusSeconds(600), "attempts", 2);
        rows.message("mail", "missing-workos", "due_at", "infinity");
        rows.message("mail", "missing-workos", "state", "failed");
        rows.message("mail", "missing-workos", "state", "sent", "sent_at", now);
        jdbc.update("UPDATE partner SET state = 'open', reason = '535', sent_at = now() WHERE name = 'mail'");

        ServiceState state = state();

        ServiceState.Channel mail = state.channels().get(0);
        assertThat(mail.waiting()).isEqualTo(2);
        assertThat(state.age(mail.oldestDueAt())).isBetween(Duration.ofSeconds(599), Duration.ofSeconds(660));
        assertThat(mail.retrying()).isEqualTo(1);
        assertThat(mail.failed()).isEqualTo(1);
        assertThat(mail.sentAt()).isPresent();
        PartnerState partner = state.partners().get(2);
        assertThat(partner.isAway()).isTrue();
        assertThat(partner.reason()).hasValue("535");
    }

    @Test
    void the_open_run_is_told_beside_the_last_one() {
        long done = rows.run();
        long failed = rows.run("state", "failed", "reason", "Circle answered 500");
        long open = rows.run(
                "state",
                "waiting",
                "ended_at",
                null,
                "waiting_for",
                "[{\"threshold\":\"left\",\"figure\":9,\"limit\":2}]");
        rows.replay(7, "members_done", 3);
        jdbc.update("INSERT INTO last_success (what, at) VALUES ('sync', now())");

        ServiceState state = state();

        assertThat(done).isLessThan(failed);
        assertThat(state.openRun().orElseThrow().id()).isEqualTo(open);
        assertThat(state.openRun()
                        .orElseThrow()
                        .waitingFor()
                        .get(0)
                        .get("threshold")
                        .textValue())
                .isEqualTo("left");
        assertThat(state.lastRun().orElseThrow().id()).isEqualTo(failed);
        assertThat(state.lastRun().orElseThrow().reason()).hasValue("Circle answered 500");
        assertThat(state.lastRunDoneAt()).isPresent();
        assertThat(state.replayMembersLeft()).isEqualTo(4);
        assertThat(state.successes()).containsOnlyKeys("sync");
    }

    private ServiceState state() {
        Channels channels = new Channels(Map.of(), kind(), Duration.ofDays(7));
        CallBudget budget = new CallBudget(300, 5_000, true, LEASE, Map.of());
        return new ServiceStates(database.dataSource(), LEASE, new PartnerStates(budget, channels))
                .now()
                .orElseThrow();
    }

    private static ChannelKind kind() {
        return new ChannelKind(
                false,
                Duration.ofSeconds(1),
                Optional.empty(),
                new Patience(new Backoff(LEASE, LEASE, () -> 0), 1),
                failure -> {
                    throw new IllegalStateException(failure);
                },
                entry -> {},
                name -> Optional.empty());
    }
}
