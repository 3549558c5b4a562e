package io.circlesync.message.mail;

import static io.circlesync.fixture.NotifyingService.profile;
import static io.circlesync.fixture.NotifyingService.withAccount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubSmtp;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.profile.Profile;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a mail that the SMTP server does not take. */
class MailRefusalTest {

    private static final int NOBODY_LISTENS = 1;

    private static StubSmtp smtp;
    private static NotifyingService service;
    private static int alertsBefore;

    @BeforeAll
    static void start() {
        smtp = new StubSmtp();
        service = NotifyingService.start(smtp.port(), Map.of("gaps.slack-digest-window", "0s"));
    }

    @AfterAll
    static void stop() {
        service.close();
        smtp.close();
    }

    @BeforeEach
    void clear() {
        smtp.answer(command -> "");
        service.clear();
        alertsBefore = service.slack().calls().size();
    }

    @Test
    void an_unknown_recipient_is_failed_for_good_and_the_error_names_the_code_but_not_the_address() {
        smtp.answer(command -> command.startsWith("RCPT") ? "550 5.1.1 <ada@example.org>: user unknown" : "");
        open();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("failed"));
        assertThat(service.only("mail"))
                .containsEntry("error", "SMTP 550 5.1.1 [address]: user unknown")
                .containsEntry("attempts", 1);
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED))
                .singleElement()
                .asString()
                .startsWith("profile:")
                .contains("\"about\": \"missing-workos\"", "\"channel\": \"mail\"", "5.1.1");
        await().untilAsserted(() -> assertThat(alerts()).anyMatch(alert -> alert.contains("cannot be written to")));
    }

    @Test
    void that_somebody_cannot_be_written_to_ends_with_the_next_mail_that_goes_out() {
        smtp.answer(command -> command.startsWith("RCPT") ? "550 5.1.1 user unknown" : "");
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.open(GapKind.MISSING_WORKOS, ada);
        await().untilAsserted(() ->
                assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).hasSize(1));

        smtp.answer(command -> "");
        service.open(GapKind.INCOMPLETE_PROFILE, withAccount(ada));

        await().untilAsserted(() ->
                assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).isEmpty());
    }

    /** A server may take half a minute to let us in. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    DELETE FROM profile WHERE email = 'ada@example.org' | 0
                    UPDATE profile SET email = 'other@example.org' WHERE email = 'ada@example.org' | 1
                    UPDATE profile SET left_at = now() WHERE email = 'ada@example.org' | 0
                    UPDATE gap SET resolved_at = now() WHERE kind = 'missing-workos' AND resolved_at IS NULL | 0
                    """)
    void a_mail_is_not_begun_once_its_person_is_not_to_hear_of_it_any_more_or_has_another_address(
            String meanwhile, int mails) {
        AtomicInteger greetings = new AtomicInteger();
        smtp.answer(command -> {
            if (command.startsWith("EHLO") && greetings.incrementAndGet() == 1) {
                service.jdbc().update(meanwhile);
            }
            return "";
        });
        int before = smtp.mails().size();

        open();

        awaitGivenBack(greetings);
        assertThat(smtp.mails()).hasSize(before);
        await().untilAsserted(() -> {
            service.skipWaiting();
            assertThat(service.states("mail")).doesNotContain("pending");
        });
        assertThat(smtp.mails().subList(before, smtp.mails().size()))
                .hasSize(mails)
                .allMatch(mail -> mail.contains("To: other@example.org") && !mail.contains("Outbox-Id"));
    }

    @Test
    void a_mail_is_not_begun_once_its_person_is_paused_and_waits_until_they_are_not() {
        AtomicInteger greetings = new AtomicInteger();
        smtp.answer(command -> {
            if (command.startsWith("EHLO") && greetings.incrementAndGet() == 1) {
                service.jdbc().update("UPDATE profile SET circle_member_id = 7391 WHERE email = 'ada@example.org'");
                service.jdbc().queryForList("SELECT pause_member(7391)");
            }
            return "";
        });
        int before = smtp.mails().size();

        open();

        awaitGivenBack(greetings);
        assertThat(service.only("mail")).containsEntry("state", "pending");
        assertThat(service.jdbc()
                        .queryForList("SELECT CAST(due_at AS text) FROM outbox WHERE channel = 'mail'", String.class))
                .containsExactly("infinity");
        assertThat(smtp.mails()).hasSize(before);
        service.jdbc().queryForList("SELECT resume_member(7391)");
        await().untilAsserted(() -> assertThat(smtp.mails()).hasSize(before + 1));
    }

    /** The mail server has let us in once, and nothing is in work any more. */
    private void awaitGivenBack(AtomicInteger greetings) {
        await().until(() -> greetings.get() == 1
                && service.jdbc().queryForObject("SELECT count(*) FROM outbox WHERE leased_until > now()", Long.class)
                        == 0);
    }

    @Test
    void a_mail_that_is_unreadable_fails_alone() {
        Profile eve = service.store(profile("eve@example.org", "Eve"));
        service.insert(
                Gap.ofProfile(GapKind.MISSING_WORKOS, eve.id(), Optional.empty(), Map.of()),
                Instant.now(),
                0,
                Optional.empty());
        for (String payload : List.of(
                "{\"openedAt\": \"once upon a time\"}",
                "[7]",
                "\"x\"",
                "{\"openedAt\": \"2026-01-01T00:00:00Z\", \"gap\": {\"kind\": \"hole\"}}",
                "{\"openedAt\": \"2026-01-01T00:00:00Z\", \"gap\": {\"kind\": \"missing-workos\"}}")) {
            service.rows().message("mail", "missing-workos", "profile_id", eve.id(), "payload", payload);
        }
        open();

        await().untilAsserted(() -> assertThat(service.states("mail"))
                .containsExactly("failed", "failed", "failed", "failed", "failed", "sent"));
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED))
                .singleElement()
                .asString()
                .startsWith("profile:" + eve.id());
    }

    @Test
    void refused_content_is_failed_for_good() {
        smtp.answer(command -> command.equals(".") ? "554 5.7.1 looks like spam" : "");
        open();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("failed"));
        assertThat(service.only("mail").get("error")).isEqualTo("SMTP 554 5.7.1 looks like spam");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL | 553 5.7.1 sender not allowed",
                "MAIL | 550 5.7.1 relaying denied",
                "MAIL | 530 5.7.0 Authentication required",
                "RCPT | 554 5.7.1 Relay access denied",
                "RCPT | 553 5.7.1 Sender address rejected: not owned by user"
            })
    void what_is_about_our_account_fails_no_mail_is_told_once_and_all_go_out_after_mending(
            String command, String answer) {
        smtp.answer(said -> said.startsWith(command) ? answer : "");
        open("ada@example.org");
        open("eve@example.org");
        await().until(() -> !service.openGaps(GapKind.MESSAGE_FAILED).isEmpty());
        for (int probe = 1; probe < 4; probe++) {
            int refusals = probe;
            await().until(() -> refusals() >= refusals);
            service.skipWaiting();
        }
        await().until(() -> refusals() >= 4);

        assertThat(service.states("mail")).containsExactly("pending", "pending");
        assertThat(service.jdbc().queryForList("SELECT attempts FROM outbox WHERE channel = 'mail'", Integer.class))
                .containsOnly(0);
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED))
                .singleElement()
                .asString()
                .startsWith("channel:mail")
                .contains(answer);
        await().untilAsserted(() -> assertThat(alerts().stream().filter(alert -> alert.contains("No mail goes out")))
                .hasSize(1));

        smtp.answer(said -> "");
        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsOnly("sent"));
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).isEmpty();
        await().untilAsserted(() -> assertThat(alerts().stream().filter(alert -> alert.contains("Mails go out again")))
                .as("who heard of it hears that it is over")
                .hasSize(1));
    }

    @Test
    void who_heard_of_it_hears_that_it_is_over_also_where_a_person_lets_the_mails_go_on() {
        smtp.answer(said -> said.startsWith("MAIL") ? "553 5.7.1 sender not allowed" : "");
        open("ada@example.org");
        await().until(() -> !service.openGaps(GapKind.MESSAGE_FAILED).isEmpty());

        letGoOn();
        await().untilAsserted(() ->
                assertThat(refusals()).as("too early: refused again").isEqualTo(2));
        smtp.answer(said -> "");
        letGoOn();

        await().untilAsserted(() -> assertThat(alerts().stream().filter(alert -> alert.contains("Mails go out again")))
                .hasSize(1));
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).isEmpty();
    }

    private static void letGoOn() {
        assertThat(RunningService.send(HttpRequest.newBuilder(
                                        URI.create(service.service().url() + "/api/partners/mail/close"))
                                .header("Authorization", "Bearer api-token")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void while_the_account_is_refused_one_mail_asks_and_the_pauses_grow() {
        List<String> asked = new CopyOnWriteArrayList<>();
        smtp.answer(command -> {
            if (command.startsWith("MAIL")) {
                asked.add(command);
                return "550 5.7.1 relaying denied";
            }
            return "";
        });
        open("ada@example.org");
        await().until(() -> refusals() >= 1);
        open("eve@example.org");
        open("sam@example.org");

        waitForAnHour();
        // One that had begun before has come to its end, and set the time of the next anew.
        await().until(() -> asked.size() == refusals());
        waitForAnHour();
        int before = asked.size();
        await().during(Duration.ofMillis(1500)).until(() -> asked.size() == before);
        for (int probe = 2; probe <= 12; probe++) {
            int refusals = probe;
            service.skipWaiting();
            await().until(() -> refusals() >= refusals);
        }
        assertThat(asked).hasSize(refusals());
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT extract(epoch FROM next_at - now()) FROM partner WHERE name = 'mail'",
                                Double.class))
                .as("who waits is told within a minute after it is well")
                .isBetween(15.0, 40.0);
    }

    @Test
    void a_mail_that_is_refused_as_if_for_the_account_while_others_go_out_is_given_up_alone() {
        smtp.answer(command -> command.startsWith("RCPT TO:<ada@") ? "550 5.7.1 not for this recipient" : "");
        open("ada@example.org");
        await().until(() -> refusals() >= 1);
        for (String other : List.of("eve@example.org", "joan@example.org")) {
            open(other);
            await().untilAsserted(() -> {
                service.skipWaiting();
                assertThat(stateOf(other)).isEqualTo("sent");
            });
            await().untilAsserted(() -> {
                service.skipWaiting();
                assertThat(refusals() >= 1 || stateOf("ada@example.org").equals("failed"))
                        .isTrue();
            });
        }

        assertThat(service.states("mail")).containsExactly("failed", "sent", "sent");
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED))
                .singleElement()
                .asString()
                .startsWith("profile:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"550 5.1.8 sender refused", "421 4.3.2 shutting down"})
    void a_mail_that_meets_two_outages_with_others_sent_between_them_was_not_meant(String refusal) {
        smtp.answer(command -> command.startsWith("MAIL") ? refusal : "");
        open("ada@example.org");
        await().until(() -> refusals() >= 1);
        smtp.answer(command -> "");
        service.jdbc().update("UPDATE outbox SET leased_until = now() + interval '1 hour' WHERE channel = 'mail'");
        open("eve@example.org");
        service.jdbc().update("UPDATE partner SET next_at = now() WHERE name = 'mail'");
        await().untilAsserted(() -> assertThat(stateOf("eve@example.org")).isEqualTo("sent"));
        assertThat(refusals()).isZero();

        smtp.answer(command -> command.startsWith("MAIL") ? refusal : "");
        service.jdbc().update("UPDATE outbox SET leased_until = NULL WHERE state = 'pending'");
        service.skipWaiting();
        await().until(() -> refusals() >= 1);
        assertThat(stateOf("ada@example.org")).isEqualTo("pending");
        smtp.answer(command -> "");
        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("sent", "sent"));
        assertThat(service.jdbc().queryForList("SELECT attempts FROM outbox WHERE channel = 'mail'", Integer.class))
                .containsOnly(0);
    }

    /** Whose own pause it is that a mail waits for, and what ends it: the next probe, or a person. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "421 4.3.2 shutting down | it is asked",
                "550 5.7.1 relaying denied | it is asked",
                "421 4.3.2 shutting down | a person says so",
                "550 5.7.1 relaying denied | a person says so"
            })
    void whoever_waited_for_the_server_goes_out_once_it_is_well_and_who_was_refused_alone_when_their_time_has_come(
            String refusal, String how) {
        List<String> others = List.of("ada@example.org", "joan@example.org", "sam@example.org");
        smtp.answer(command -> command.startsWith("RCPT TO:<eve@") ? "450 4.2.0 greylisted" : "");
        open("eve@example.org");
        await().until(() -> (Integer) service.only("mail").get("attempts") == 1);
        service.jdbc().update("UPDATE outbox SET due_at = now() + interval '1 hour' WHERE channel = 'mail'");
        smtp.answer(command -> command.startsWith("MAIL") ? refusal : "");
        others.forEach(MailRefusalTest::open);
        // One after the other asks.
        await().untilAsserted(() -> {
            askNow();
            assertThat(service.jdbc()
                            .queryForObject("SELECT count(*) FROM outbox WHERE refused_at IS NOT NULL", Integer.class))
                    .isEqualTo(others.size());
        });
        // As after hours.
        service.jdbc().update("UPDATE partner SET refusals = 500 WHERE name = 'mail'");
        await().until(() -> {
            askNow();
            return refusals() > 500;
        });
        int before = smtp.mails().size();
        smtp.answer(command -> "");

        if (how.equals("it is asked")) {
            askNow();
        } else {
            assertThat(post("/api/partners/mail/close").statusCode()).isEqualTo(200);
        }

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> others.forEach(other -> assertThat(stateOf(other)).isEqualTo("sent")));
        assertThat(smtp.mails()).hasSize(before + others.size());
        assertThat(stateOf("eve@example.org")).isEqualTo("pending");
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT extract(epoch FROM due_at - now()) FROM outbox WHERE state = 'pending'"
                                        + " AND channel = 'mail'",
                                Double.class))
                .isGreaterThan(3_000);
    }

    /** Such as a server that has taken it, and breaks down before it says so. */
    @Test
    void a_mail_that_may_have_arrived_is_sent_again_a_few_times_at_most() {
        smtp.answer(command -> command.equals(".") ? "221 gone" : "");
        open();

        for (int attempt = 1; attempt < 3; attempt++) {
            int attempts = attempt;
            await().until(() -> (Integer) service.only("mail").get("attempts") == attempts);
            assertThat(service.only("mail"))
                    .containsEntry("state", "pending")
                    .hasEntrySatisfying(
                            "error",
                            error -> assertThat(error.toString())
                                    .startsWith("SMTP server has not said whether it took the mail"));
            assertThat(dueInMillis()).isBetween(800_000L, 900_000L);
            service.skipWaiting();
        }

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("failed"));
        assertThat(service.only("mail").get("error").toString()).endsWith("; it may have arrived");
    }

    @Test
    void a_passing_refusal_is_tried_again_later_with_the_same_message_id() {
        smtp.answer(command -> command.equals(".") ? "451 4.7.1 try later" : "");
        open();
        await().until(() -> (Integer) service.only("mail").get("attempts") == 1);
        assertThat(service.only("mail"))
                .containsEntry("state", "pending")
                .containsEntry("error", "SMTP 451 4.7.1 try later");
        assertThat(dueInMillis()).isBetween(1_000L, 10_000L);

        smtp.answer(command -> "");
        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("sent"));
        List<String> ids = smtp.mails().stream().map(MailRefusalTest::messageId).toList();
        assertThat(ids.subList(ids.size() - 2, ids.size())).doesNotContainNull();
        assertThat(ids.get(ids.size() - 1)).isEqualTo(ids.get(ids.size() - 2));
        assertThat(service.only("mail").get("error")).isNull();
    }

    @Test
    void a_greylisted_recipient_is_tried_again_later() {
        smtp.answer(command -> command.startsWith("RCPT") ? "450 4.2.0 greylisted" : "");
        open();

        await().until(() -> (Integer) service.only("mail").get("attempts") == 1);
        assertThat(service.only("mail")).containsEntry("state", "pending");
    }

    @Test
    void a_server_that_hangs_up_is_tried_again_later() {
        smtp.answer(command -> command.startsWith("MAIL") ? "421 4.3.2 shutting down" : "");
        open();

        await().until(() -> refusals() >= 1);
        assertThat(service.only("mail")).containsEntry("state", "pending").containsEntry("attempts", 0);
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).isEmpty();
    }

    @Test
    void a_server_that_is_out_of_reach_for_long_is_told_once() {
        smtp.answer(command -> command.startsWith("MAIL") ? "421 4.3.2 shutting down" : "");
        open();
        await().until(() -> refusals() >= 1);
        service.jdbc().update("UPDATE partner SET since = now() - interval '16 minutes' WHERE name = 'mail'");
        for (int probe = 2; probe <= 3; probe++) {
            int refusals = probe;
            service.skipWaiting();
            await().until(() -> refusals() >= refusals);
        }

        assertThat(service.openGaps(GapKind.MESSAGE_FAILED))
                .singleElement()
                .asString()
                .contains("421 4.3.2");
        assertThat(service.only("mail")).containsEntry("state", "pending").containsEntry("attempts", 0);
    }

    @Test
    void a_mail_is_given_up_after_very_many_failures() {
        smtp.answer(command -> command.startsWith("RCPT") ? "450 4.2.0 greylisted" : "");
        open();
        await().until(() -> (Integer) service.only("mail").get("attempts") == 1);

        service.jdbc().update("UPDATE outbox SET attempts = 59 WHERE channel = 'mail'");
        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("failed"));
        assertThat(service.only("mail").get("error")).isEqualTo("SMTP 450 4.2.0 greylisted");
    }

    @Test
    void an_smtp_server_that_is_down_leaves_mails_waiting_and_slack_alone() {
        try (NotifyingService withoutMail = NotifyingService.start(NOBODY_LISTENS, Map.of())) {
            withoutMail.open(GapKind.MISSING_WORKOS, withoutMail.store(profile("ada@example.org", "Ada")));

            await().until(() -> withoutMail.only("mail").get("error") != null);
            assertThat(withoutMail.only("mail"))
                    .containsEntry("state", "pending")
                    .containsEntry("error", "SMTP server not reached: ConnectException");
            await().untilAsserted(() -> assertThat(withoutMail.states("slack")).containsExactly("sent"));
        }
    }

    @Test
    void a_mail_that_waited_is_for_the_person_as_they_are_by_then() {
        Profile ada = waiting();
        service.jdbc()
                .update(
                        "UPDATE profile SET email = 'new@example.org', first_name = 'Augusta', last_name = NULL WHERE id = ?",
                        ada.id());

        List<String> recipients = recipients();
        int before = smtp.mails().size();
        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("sent"));
        assertThat(recipients).containsExactly("RCPT TO:<new@example.org>");
        assertThat(smtp.mails()).hasSize(before + 1);
        assertThat(smtp.mails().get(before))
                .contains("Hi Augusta,")
                .contains("email=new%40example.org")
                .doesNotContain("ada");
    }

    @Test
    void a_mail_that_waited_is_obsolete_once_its_gap_was_closed_even_if_it_is_open_again() {
        Profile ada = waiting();
        service.jdbc().update("UPDATE gap SET resolved_at = now()");
        service.open(GapKind.MISSING_WORKOS, ada);

        List<String> recipients = recipients();
        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("obsolete", "sent"));
        assertThat(recipients).containsExactly("RCPT TO:<ada@example.org>");
    }

    @Test
    void a_wrong_password_leaves_mails_waiting() {
        smtp.answer(command -> command.startsWith("EHLO")
                ? "250-stub\r\n250 AUTH PLAIN"
                : command.startsWith("AUTH") ? "535 5.7.8 bad credentials" : "");
        try (NotifyingService wrong = NotifyingService.start(
                smtp.port(), Map.of("mail.username", "mailer", "mail.password", "wrong-mail-password"))) {
            wrong.open(GapKind.MISSING_WORKOS, wrong.store(profile("ada@example.org", "Ada")));

            await().until(() -> wrong.only("mail").get("error") != null);
            assertThat(wrong.only("mail"))
                    .containsEntry("state", "pending")
                    .containsEntry("attempts", 0)
                    .containsEntry("error", "SMTP login refused");
            assertThat(wrong.openGaps(GapKind.MESSAGE_FAILED)).hasSize(1);

            // As after hours.
            wrong.jdbc().update("UPDATE partner SET refusals = 500, next_at = now() WHERE name = 'mail'");
            await().until(() -> wrong.jdbc()
                    .queryForObject("SELECT refusals > 500 FROM partner WHERE name = 'mail'", Boolean.class));
            assertThat(wrong.jdbc()
                            .queryForObject(
                                    "SELECT extract(epoch FROM next_at - now()) FROM partner WHERE name = 'mail'",
                                    Double.class))
                    .as("a server locks out who shows it a wrong password often")
                    .isBetween(100.0, 300.0);
        }
    }

    @Test
    void nothing_is_said_in_the_clear_when_starttls_is_asked_for() {
        try (NotifyingService careful = NotifyingService.start(
                smtp.port(),
                Map.of("mail.username", "mailer", "mail.password", "mail-password", "mail.security", "starttls"))) {
            List<String> commands = new CopyOnWriteArrayList<>();
            smtp.answer(command -> {
                commands.add(command);
                return "";
            });
            int before = smtp.mails().size();
            careful.open(GapKind.MISSING_WORKOS, careful.store(profile("ada@example.org", "Ada")));

            await().until(() -> careful.only("mail").get("error") != null);
            assertThat(careful.only("mail"))
                    .containsEntry("state", "pending")
                    .containsEntry("error", "SMTP server offers no STARTTLS; mail.security is starttls");
            assertThat(smtp.mails()).hasSize(before);
            assertThat(commands).isNotEmpty().noneMatch(command -> command.matches("(?i)(AUTH|MAIL).*"));
        }
    }

    /** Somebody whose mail could not be sent yet. */
    private static Profile waiting() {
        smtp.answer(command -> command.startsWith("MAIL") ? "421 4.3.2 shutting down" : "");
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.open(GapKind.MISSING_WORKOS, ada);
        await().until(() -> refusals() >= 1);
        return ada;
    }

    /** Has the server take mails from now on; the list grows with the commands that name a recipient. */
    private static List<String> recipients() {
        List<String> recipients = new CopyOnWriteArrayList<>();
        smtp.answer(command -> {
            if (command.startsWith("RCPT")) {
                recipients.add(command);
            }
            return "";
        });
        return recipients;
    }

    private static void open() {
        open("ada@example.org");
    }

    private static void open(String email) {
        service.open(GapKind.MISSING_WORKOS, service.store(profile(email, "Ada")));
    }

    /** The next mail asks at once, and each waits for its own pause. */
    private static void askNow() {
        service.jdbc().update("UPDATE partner SET next_at = now() WHERE name = 'mail' AND state = 'open'");
    }

    private static HttpResponse<String> post(String path) {
        return RunningService.send(
                HttpRequest.newBuilder(URI.create(service.service().url() + path))
                        .header("Authorization", "Bearer api-token")
                        .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static void waitForAnHour() {
        service.jdbc().update("UPDATE partner SET next_at = now() + interval '1 hour' WHERE name = 'mail'");
    }

    /** How often the server has refused all mails, in a row. */
    private static int refusals() {
        return service.jdbc().queryForObject("SELECT refusals FROM partner WHERE name = 'mail'", Integer.class);
    }

    private static String stateOf(String email) {
        return service.jdbc()
                .queryForObject(
                        "SELECT state FROM outbox JOIN profile ON profile.id = profile_id WHERE channel = 'mail' AND email = ?",
                        String.class,
                        email);
    }

    /** What the team has been told since the test began. */
    private static List<String> alerts() {
        return service.slack().calls().stream()
                .skip(alertsBefore)
                .map(StubPartner.Call::body)
                .toList();
    }

    private static long dueInMillis() {
        return service.jdbc()
                .queryForObject(
                        "SELECT extract(epoch FROM due_at - now()) * 1000 FROM outbox WHERE channel = 'mail'",
                        Long.class);
    }

    private static String messageId(String mail) {
        return mail.lines()
                .filter(line -> line.startsWith("Message-ID:"))
                .findFirst()
                .orElseThrow();
    }
}
