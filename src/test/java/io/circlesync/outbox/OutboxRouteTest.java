package io.circlesync.outbox;

import static io.circlesync.fixture.NotifyingService.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubSmtp;
import io.circlesync.gap.GapKind;
import io.circlesync.profile.Profile;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A message is claimed by one worker, and sent if it is still wanted. */
class OutboxRouteTest {

    private static StubSmtp smtp;
    private static NotifyingService service;
    private int before;

    @BeforeAll
    static void start() {
        smtp = new StubSmtp();
        service = NotifyingService.start(smtp.port(), Map.of("mail.per-second", "100"));
    }

    @AfterAll
    static void stop() {
        service.close();
        smtp.close();
    }

    @BeforeEach
    void clear() {
        service.clear();
        before = smtp.mails().size();
    }

    @Test
    void a_mail_is_not_sent_when_its_gap_is_closed_before() {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.rows().message("mail", "missing-workos", "profile_id", ada.id());

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("obsolete"));
        assertThat(mails()).isEmpty();
    }

    @Test
    void a_mail_is_not_sent_to_somebody_who_left() {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.jdbc().update("UPDATE profile SET left_at = now()");
        service.open(GapKind.MISSING_WORKOS, ada);

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("obsolete"));
        assertThat(mails()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "missing-workos,     1 hour, 0, obsolete",
        "missing-workos,     6 days, 0, obsolete",
        "missing-workos,     8 days, 0, sent",
        "missing-workos,     1 hour, 1, sent",
        "incomplete-profile, 1 hour, 0, sent"
    })
    void a_gap_that_closed_and_opens_again_is_not_told_again_before_a_reminder_would_be(
            String told, String ago, int reminder, String state) {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.rows().message("mail", told, "profile_id", ada.id(), "state", "sent");
        service.jdbc().update("UPDATE outbox SET sent_at = now() - CAST(? AS interval)", ago);

        service.mail(GapKind.MISSING_WORKOS, ada, "due_at", Instant.now().plus(Duration.ofHours(1)));
        service.jdbc()
                .update(
                        "UPDATE outbox SET payload = jsonb_set(payload, '{reminder}', to_jsonb(CAST(? AS integer))), due_at = now()"
                                + " WHERE state = 'pending'",
                        reminder);

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("sent", state));
        assertThat(mails()).hasSize(state.equals("sent") ? 1 : 0);
    }

    /** As those of whom a run has found thousands, once a person says that they are written to. */
    @ParameterizedTest
    @CsvSource({"true, A friendly reminder", "false, One step left"})
    void nobody_is_reminded_of_what_they_never_heard(boolean wasTold, String subject) {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        if (wasTold) {
            service.rows().message("mail", "missing-workos", "profile_id", ada.id(), "state", "sent");
            service.jdbc().update("UPDATE outbox SET sent_at = now() - interval '8 days'");
        }

        service.mail(GapKind.MISSING_WORKOS, ada, "due_at", Instant.now().plus(Duration.ofHours(1)));
        service.jdbc()
                .update("UPDATE outbox SET payload = jsonb_set(payload, '{reminder}', '1'), due_at = now()"
                        + " WHERE state = 'pending'");

        await().until(() -> mails().size() == 1);
        assertThat(mails().get(0)).contains("Subject: " + subject);
    }

    @ParameterizedTest
    @CsvSource({"true, true, obsolete", "true, false, sent", "false, true, sent"})
    void nobody_is_written_to_while_a_person_decides_whose_the_address_is(
            boolean isOpen, boolean isAboutThem, String state) {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        Profile eve = service.store(profile("eve@example.org", "Eve"));
        long doubt = service.rows()
                .gap(
                        "identity-conflict",
                        null,
                        "subject",
                        "member:77",
                        "circle_member_id",
                        77L,
                        "detail",
                        "{\"profileIds\":[\"" + ada.id() + "\",\"" + eve.id() + "\"]}");
        service.jdbc().update("UPDATE profile SET circle_member_id = 77 WHERE id = ?", (isAboutThem ? ada : eve).id());
        if (!isOpen) {
            service.jdbc().update("UPDATE gap SET resolved_at = now() WHERE id = ?", doubt);
        }

        service.mail(GapKind.MISSING_WORKOS, ada);

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly(state));
        assertThat(mails()).hasSize(state.equals("sent") ? 1 : 0);
    }

    @Test
    void nobody_is_written_to_who_was_erased_while_their_mail_waited_for_its_turn() {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        Profile eve = service.store(profile("eve@example.org", "Eve"));
        service.jdbc().update("UPDATE partner SET next_at = now() + interval '900 milliseconds' WHERE name = 'mail'");
        service.mail(GapKind.MISSING_WORKOS, ada);
        await().during(Duration.ofMillis(300))
                .until(() -> service.jdbc()
                        .queryForObject(
                                "SELECT leased_until IS NULL AND state = 'pending' FROM outbox", Boolean.class));

        assertThat(RunningService.send(HttpRequest.newBuilder(
                                        URI.create(service.service().url() + "/api/profiles/" + ada.id()))
                                .header("Authorization", "Bearer api-token")
                                .DELETE())
                        .statusCode())
                .isEqualTo(204);
        service.mail(GapKind.MISSING_WORKOS, eve);

        await().untilAsserted(() -> assertThat(mails()).isNotEmpty());
        assertThat(mails().stream().map(OutboxRouteTest::to))
                .singleElement(STRING)
                .contains("eve@example.org");
    }

    @Test
    void two_processes_send_each_mail_once() {
        try (NotifyingService second = NotifyingService.start(
                smtp.port(), Map.of("database.url", service.service().databaseUrl()))) {
            assertThat(second.service().camel().isStarted()).isTrue();
            for (int i = 0; i < 20; i++) {
                service.mail(GapKind.MISSING_WORKOS, service.store(profile("member" + i + "@example.org", "Member")));
            }

            await().until(() -> service.states("mail").stream().allMatch("sent"::equals));
        }
        assertThat(mails().stream().map(OutboxRouteTest::to)).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void a_mail_that_another_worker_holds_waits_until_its_lease_ends() {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.mail(GapKind.MISSING_WORKOS, ada, "leased_until", Instant.now().plus(Duration.ofHours(1)));
        // A worker that ignored the lease would set its own, which is shorter.
        await().during(Duration.ofMillis(800))
                .until(() -> service.jdbc()
                        .queryForObject(
                                "SELECT leased_until > now() + interval '30 minutes' FROM outbox", Boolean.class));

        service.jdbc().update("UPDATE outbox SET leased_until = now() - interval '1 second'");

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("sent"));
    }

    /** What was sent in this test. */
    private List<String> mails() {
        return smtp.mails().subList(before, smtp.mails().size());
    }

    private static String to(String mail) {
        return mail.lines().filter(line -> line.startsWith("To: ")).findFirst().orElseThrow();
    }
}
