package io.circlesync.gap;

import static io.circlesync.fixture.NotifyingService.profile;
import static io.circlesync.fixture.NotifyingService.withAccount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.NotifyingService;
import io.circlesync.profile.Profile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How gaps that stay open are mentioned again. Nothing leaves the outbox here: nobody listens at the SMTP port. */
class GapRemindRouteTest {

    private static final Instant OPENED_AT = Instant.now().minus(7, ChronoUnit.DAYS);

    private static NotifyingService service;

    @BeforeAll
    static void start() {
        service = NotifyingService.start(1, Map.of("gaps.reminder-interval", "7d", "gaps.max-reminders", "2"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void clear() {
        service.clear();
    }

    @Test
    void an_open_gap_is_mentioned_again_and_the_next_time_is_set() {
        long id = due(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")), 0);

        awaitReminders(id, 1);
        Map<String, Object> mail = service.only("mail");
        assertThat(mail.get("key").toString())
                .startsWith("missing-workos:profile:")
                .endsWith(":1:mail");
        assertThat(mail.get("payload").toString())
                .contains("\"reminder\": 1")
                .contains("\"email\": \"ada@example.org\"")
                .contains("\"firstName\": \"Ada\"")
                .contains("\"name\": \"Ada Lovelace\"");
        assertThat(remindIn(id)).isBetween(Duration.ofDays(7).minusMinutes(1), Duration.ofDays(7));
        assertThat(service.states("slack")).isEmpty();
    }

    /** Whoever's first mail waits, as while the mail server is away, is not reminded of it in the same minute. */
    @ParameterizedTest
    @CsvSource({
        "mail,  pending, ,       false",
        "mail,  sent,    1 hour, false",
        "mail,  sent,    6 days, true",
        "mail,  failed,  ,       true",
        "slack, pending, ,       true",
    })
    void nobody_is_reminded_of_what_they_have_not_heard_or_only_just(
            String channel, String state, String ago, boolean isReminded) {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        long first = service.rows()
                .message(
                        channel,
                        "missing-workos",
                        "profile_id",
                        ada.id(),
                        "state",
                        state,
                        "due_at",
                        Instant.now().plusSeconds(3600),
                        "payload",
                        "{\"gap\":{\"subject\":\"profile:" + ada.id() + "\"}}");
        service.jdbc().update("UPDATE outbox SET sent_at = now() - CAST(? AS interval)", ago);

        long id = due(GapKind.MISSING_WORKOS, ada, 0);

        await().until(() -> remindIn(id).compareTo(Duration.ofDays(6)) > 0);
        assertThat(service.jdbc().queryForObject("SELECT reminders FROM gap WHERE id = ?", Integer.class, id))
                .isEqualTo(isReminded ? 1 : 0);
        assertThat(service.jdbc().queryForObject("SELECT count(*) FROM outbox WHERE id <> ?", Integer.class, first))
                .isEqualTo(isReminded ? 1 : 0);
    }

    @Test
    void reminders_stop_at_the_maximum() {
        long id = due(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")), 1);

        awaitReminders(id, 2);
        assertThat(service.jdbc().queryForMap("SELECT * FROM gap").get("remind_at"))
                .isNull();
        assertThat(service.states("mail")).hasSize(1);
    }

    @Test
    void a_closed_gap_is_not_mentioned_again() {
        long closed = insertClosed(service.store(profile("ada@example.org", "Ada")));
        long open = due(GapKind.MISSING_WORKOS, service.store(profile("eve@example.org", "Eve")), 0);

        awaitReminders(open, 1);
        assertThat(service.jdbc().queryForObject("SELECT reminders FROM gap WHERE id = ?", Integer.class, closed))
                .isZero();
        assertThat(service.states("mail")).hasSize(1);
    }

    @Test
    void an_incomplete_profile_has_no_reminder_of_its_own_while_there_is_no_account() {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        long incomplete = due(GapKind.INCOMPLETE_PROFILE, ada, 0, Instant.now().plusSeconds(3600));
        long account = due(GapKind.MISSING_WORKOS, ada, 0, Instant.now().plusSeconds(3600));
        service.jdbc().update("UPDATE gap SET remind_at = now()");

        awaitReminders(account, 1);
        await().until(() -> remindIn(incomplete).compareTo(Duration.ofDays(6)) > 0);
        Map<String, Object> mail = service.only("mail");
        assertThat(mail).containsEntry("kind", "missing-workos");
        assertThat(mail.get("payload").toString()).contains("\"missingFields\": [\"headline\"]");
        assertThat(service.jdbc().queryForObject("SELECT reminders FROM gap WHERE id = ?", Integer.class, incomplete))
                .isZero();
    }

    @Test
    void an_incomplete_profile_has_its_own_reminder_once_there_is_an_account() {
        Profile ada = service.store(withAccount(profile("ada@example.org", "Ada")));
        long incomplete = due(GapKind.INCOMPLETE_PROFILE, ada, 0);

        awaitReminders(incomplete, 1);
        assertThat(service.only("mail")).containsEntry("kind", "incomplete-profile");
        assertThat(service.only("mail").get("payload").toString()).contains("\"missingFields\": [\"headline\"]");
    }

    @Test
    void somebody_who_left_is_not_reminded() {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.jdbc().update("UPDATE profile SET left_at = now()");
        due(GapKind.MISSING_WORKOS, ada, 0);

        await().until(() -> service.jdbc().queryForMap("SELECT * FROM gap").get("remind_at") == null);
        assertThat(service.states("mail")).isEmpty();
    }

    @Test
    void what_the_team_handles_is_mentioned_again_in_slack() {
        Gap gap = Gap.ofMember(GapKind.SYNC_FAILED, 77, Optional.empty(), Map.of("reason", "Circle answered 500"));
        long id = service.insert(gap, OPENED_AT, 0, Optional.of(Instant.now()));

        awaitReminders(id, 1);
        await().until(() -> !service.slack().calls().isEmpty());
        assertThat(service.slack().calls().get(0).body()).contains("Member 77").contains("(open since ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hole | {}",
                "missing-workos | [1]",
                "missing-workos | \"x\"",
                "missing-workos | 7",
                "incomplete-profile | {\"missing\": {\"a\": 1}}"
            })
    void an_unreadable_gap_is_left_out_and_the_others_are_mentioned(String kind, String detail) {
        Profile eve = service.store(profile("eve@example.org", "Eve"));
        service.rows()
                .gap(
                        kind,
                        eve.id(),
                        "detail",
                        detail,
                        "remind_at",
                        Instant.now().minusSeconds(3_600));
        long readable = due(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")), 0);

        awaitReminders(readable, 1);
        await().until(() -> service.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM gap WHERE profile_id = ? AND remind_at IS NULL",
                                Integer.class,
                                eve.id())
                == 1);
        assertThat(service.states("mail")).hasSize(1);
    }

    @Test
    void reminders_are_all_or_nothing() {
        long id = due(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")), 0);
        awaitReminders(id, 1);
        service.jdbc().execute("ALTER TABLE gap ADD CONSTRAINT no_more CHECK (reminders < 2)");
        try {
            service.jdbc().update("DELETE FROM outbox");
            service.jdbc().update("UPDATE gap SET remind_at = now()");

            await().during(Duration.ofMillis(2500))
                    .untilAsserted(() -> assertThat(service.states("mail")).isEmpty());
        } finally {
            service.jdbc().execute("ALTER TABLE gap DROP CONSTRAINT no_more");
        }
        awaitReminders(id, 2);
        assertThat(service.states("mail")).hasSize(1);
    }

    private static long due(GapKind kind, Profile profile, int reminders) {
        return due(kind, profile, reminders, Instant.now());
    }

    private static long due(GapKind kind, Profile profile, int reminders, Instant remindAt) {
        Map<String, Object> detail =
                kind == GapKind.INCOMPLETE_PROFILE ? Map.of("missing", List.of("headline")) : Map.of();
        return service.insert(
                Gap.ofProfile(kind, profile.id(), Optional.empty(), detail),
                OPENED_AT,
                reminders,
                Optional.of(remindAt));
    }

    private static long insertClosed(Profile profile) {
        long id = service.insert(
                Gap.ofProfile(GapKind.MISSING_WORKOS, profile.id(), Optional.empty(), Map.of()),
                OPENED_AT,
                0,
                Optional.empty());
        service.jdbc()
                .update("UPDATE gap SET resolved_at = now(), remind_at = now() - interval '1 hour' WHERE id = ?", id);
        return id;
    }

    private static void awaitReminders(long id, int reminders) {
        await().untilAsserted(() -> assertThat(
                        service.jdbc().queryForObject("SELECT reminders FROM gap WHERE id = ?", Integer.class, id))
                .isEqualTo(reminders));
    }

    private static Duration remindIn(long id) {
        return Duration.ofSeconds(service.jdbc()
                .queryForObject("SELECT extract(epoch FROM remind_at - now()) FROM gap WHERE id = ?", Long.class, id));
    }
}
