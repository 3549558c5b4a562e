package io.circlesync.mail;

import static io.circlesync.fixture.NotifyingService.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.StubSmtp;
import io.circlesync.gap.GapKind;
import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a mail that the SMTP server does not take. */
class MailRefusalTest {

    private static final int NOBODY_LISTENS = 1;

    private static StubSmtp smtp;
    private static NotifyingService service;

    @BeforeAll
    static void start() {
        smtp = new StubSmtp();
        service = NotifyingService.start(smtp.port(), Map.of());
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
    }

    @Test
    void an_unknown_recipient_is_failed_for_good_and_the_error_names_the_code_but_not_the_address() {
        smtp.answer(command -> command.startsWith("RCPT") ? "550 5.1.1 <ada@example.org>: user unknown" : "");
        open();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("failed"));
        assertThat(service.only("mail"))
                .containsEntry("error", "SMTP 550 5.1.1 [address]: user unknown")
                .containsEntry("attempts", 1);
    }

    @Test
    void refused_content_is_failed_for_good() {
        smtp.answer(command -> command.equals(".") ? "554 5.7.1 looks like spam" : "");
        open();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("failed"));
        assertThat(service.only("mail").get("error")).isEqualTo("SMTP 554 5.7.1 looks like spam");
    }

    @Test
    void a_refused_sender_is_failed_for_good() {
        smtp.answer(command -> command.startsWith("MAIL") ? "553 5.7.1 sender not allowed" : "");
        open();

        await().untilAsserted(() -> assertThat(service.states("mail")).containsExactly("failed"));
        assertThat(service.only("mail").get("error")).isEqualTo("SMTP 553 5.7.1 sender not allowed");
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

        await().until(() -> (Integer) service.only("mail").get("attempts") == 1);
        assertThat(service.only("mail")).containsEntry("state", "pending");
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

            await().until(() -> (Integer) withoutMail.only("mail").get("attempts") == 1);
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

            await().until(() -> (Integer) wrong.only("mail").get("attempts") == 1);
            assertThat(wrong.only("mail"))
                    .containsEntry("state", "pending")
                    .containsEntry("error", "SMTP login refused");
        }
    }

    @Test
    void nothing_is_said_in_the_clear_when_starttls_is_asked_for() {
        try (NotifyingService careful = NotifyingService.start(
                smtp.port(),
                Map.of("mail.username", "mailer", "mail.password", "mail-password", "mail.starttls", "true"))) {
            List<String> commands = new CopyOnWriteArrayList<>();
            smtp.answer(command -> {
                commands.add(command);
                return "";
            });
            int before = smtp.mails().size();
            careful.open(GapKind.MISSING_WORKOS, careful.store(profile("ada@example.org", "Ada")));

            await().until(() -> (Integer) careful.only("mail").get("attempts") == 1);
            assertThat(careful.only("mail")).containsEntry("state", "pending");
            assertThat(smtp.mails()).hasSize(before);
            assertThat(commands).isNotEmpty().noneMatch(command -> command.matches("(?i)(AUTH|MAIL).*"));
        }
    }

    /** Somebody whose mail could not be sent yet. */
    private static Profile waiting() {
        smtp.answer(command -> command.startsWith("MAIL") ? "421 4.3.2 shutting down" : "");
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.open(GapKind.MISSING_WORKOS, ada);
        await().until(() -> (Integer) service.only("mail").get("attempts") == 1);
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
        service.open(GapKind.MISSING_WORKOS, service.store(profile("ada@example.org", "Ada")));
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
