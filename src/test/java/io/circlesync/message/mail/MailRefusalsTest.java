package io.circlesync.message.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.circlesync.fixture.StubSmtp;
import io.circlesync.outbox.Refusal;
import io.circlesync.outbox.Refusal.Scope;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose matter a refusal of an SMTP server is, by what it really answers. */
class MailRefusalsTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** An answer that drips would go on for ever; a machine with more to do only takes longer to notice. */
    private static final Duration MUCH_LATER = Duration.ofSeconds(30);

    private static final int NOBODY_LISTENS = 1;
    private static final int MANY = 300;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private StubSmtp smtp;

    @BeforeEach
    void start() {
        smtp = new StubSmtp();
    }

    @AfterEach
    void stop() {
        smtp.close();
        clock.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EHLO | 554 5.7.1 you are not welcome",
                "MAIL | 550 5.7.1 relaying denied",
                "MAIL | 553 5.1.8 sender's domain does not exist",
                "MAIL | 501 5.1.7 bad sender address syntax",
                "MAIL | 530 5.7.0 Must issue a STARTTLS command first",
                "MAIL | 550 no",
                "RCPT | 530 5.7.1 Authentication required",
                "RCPT | 550 Relaying is not permitted",
                "RCPT | 554 5.7.1 <ada@example.org>: Relay access denied",
                "RCPT | 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
                "RCPT | 553 5.7.1 <hello@community.example>: Sender address rejected: not owned by user mailer",
                "RCPT | 550 5.1.8 <hello@community.example>: domain not found",
                "RCPT | 554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org",
                "RCPT | 550 5.4.5 Daily user sending quota exceeded",
                "DATA | 554 5.7.0 Authentication required",
                ". | 550 5.7.60 SMTP; Client does not have permissions to send as this sender",
                ". | 554 Message rejected: Email address is not verified.",
            })
    void what_is_about_our_login_sender_or_right_to_relay_is_the_account_s(String command, String answer)
            throws MessagingException {
        assertGivenUp(Scope.CHANNEL, command, answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT | 550 5.1.1 <ada@example.org>: user unknown",
                "RCPT | 550 <relay.sender@example.org>: no such user here",
                "RCPT | 553 5.1.3 bad recipient address syntax",
                "RCPT | 551 5.1.6 user not local",
                "RCPT | 552 5.2.2 mailbox is over quota",
                "RCPT | 556 5.1.10 null MX",
                "MAIL | 552 5.3.4 message size exceeds limit",
                "MAIL | 553 5.6.7 addresses beyond ASCII are not permitted",
                ". | 554 5.7.1 looks like spam",
                ". | 552 5.3.4 too big",
                ". | 550 5.6.0 content refused"
            })
    void what_is_about_the_recipient_or_the_content_is_the_mail_s(String command, String answer)
            throws MessagingException {
        assertGivenUp(Scope.MESSAGE, command, answer);
    }

    /** A relay repeats what the recipient's server says, and a terminal obeys what stands in a log. */
    @Test
    void what_a_terminal_would_obey_is_left_out() throws MessagingException {
        assertThat(refusalOf("RCPT", "550 5.1.1 \u001b[31mno\u0007 such user").error())
                .isEqualTo("SMTP 550 5.1.1 [31mno such user");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT | 450 4.2.0 greylisted | MESSAGE",
                "RCPT | 452 4.2.2 mailbox full for now | MESSAGE",
                ". | 451 4.7.1 try later | MESSAGE",
                "MAIL | 450 4.1.8 sender's domain is not found now | CHANNEL",
                "MAIL | 452 4.3.1 no space | CHANNEL",
                "RCPT | 421 4.3.2 shutting down | CHANNEL",
                "EHLO | 421 4.3.2 too many connections | CHANNEL"
            })
    void what_passes_is_the_mail_s_where_it_is_about_it_alone(String command, String answer, Scope scope)
            throws MessagingException {
        Refusal refusal = refusalOf(command, answer);

        assertThat(refusal.scope()).isEqualTo(scope);
        assertThat(refusal.permanent()).isFalse();
    }

    @Test
    void a_server_that_is_not_there_is_out_of_reach() throws MessagingException {
        Refusal refusal = refusalOf(sender(NOBODY_LISTENS, MailSecurity.NONE, LIMIT), "ada@example.org");

        assertThat(refusal).isEqualTo(Refusal.unreached("SMTP server not reached: ConnectException"));
    }

    @Test
    void a_server_that_hangs_up_before_its_greeting_is_out_of_reach_and_told_so() throws Exception {
        try (ServerSocket hangsUp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> met = CompletableFuture.runAsync(() -> {
                try {
                    hangsUp.accept().close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            Refusal refusal = refusalOf(sender(hangsUp.getLocalPort(), MailSecurity.NONE, LIMIT), "ada@example.org");

            met.get();
            assertThat(refusal)
                    .isEqualTo(Refusal.unreached("SMTP server not reached: it closed the connection before an answer"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO", "MAIL", "RCPT", "DATA"})
    void a_call_ends_in_time_however_slowly_an_answer_drips(String command) throws MessagingException {
        smtp.drip(said -> said.startsWith(command));
        Instant before = Instant.now();

        Refusal refusal = refusalOf(sender(smtp.port(), MailSecurity.NONE, LIMIT), "ada@example.org");

        assertThat(Duration.between(before, Instant.now())).isBetween(LIMIT, MUCH_LATER);
        assertThat(refusal).isEqualTo(Refusal.unreached("SMTP server not reached: SocketTimeoutException"));
    }

    @Test
    void a_whole_mail_that_the_server_drips_about_is_in_doubt() throws MessagingException {
        smtp.drip(said -> said.equals("."));
        Instant before = Instant.now();

        Refusal refusal = refusalOf(sender(smtp.port(), MailSecurity.NONE, LIMIT), "ada@example.org");

        assertThat(Duration.between(before, Instant.now())).isBetween(LIMIT, MUCH_LATER);
        assertThat(refusal)
                .isEqualTo(
                        Refusal.inDoubt("SMTP server has not said whether it took the mail: SocketTimeoutException"));
        assertThat(smtp.mails()).hasSize(1);
    }

    @Test
    void a_server_may_look_at_a_whole_mail_for_longer_than_at_all_else() throws MessagingException {
        smtp.answer(said -> {
            if (said.equals(".")) {
                LockSupport.parkNanos(LIMIT.plusSeconds(1).toNanos());
            }
            return "";
        });

        assertThat(failure(sender(smtp.port(), MailSecurity.NONE, LIMIT, MUCH_LATER), "ada@example.org"))
                .isNull();
    }

    /** The stub talks to one at a time, so a connection that is not given back would hold up the next. */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    @Timeout(180)
    void bad_replies_cost_no_connection(String what, int times, String reply) throws MessagingException {
        smtp.answer(said -> said.startsWith("MAIL") ? reply : "");
        SmtpSender sender = sender(smtp.port(), MailSecurity.NONE, Duration.ofSeconds(30));
        for (int i = 0; i < times; i++) {
            assertThat(refusalOf(sender, "ada@example.org").scope()).isEqualTo(Scope.CHANNEL);
        }

        smtp.answer(command -> "");
        Instant before = Instant.now();

        assertThat(failure(sender, "ada@example.org")).isNull();
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    static Stream<Arguments> bad_replies_cost_no_connection() {
        return Stream.of(
                Arguments.of("more than is read", 20, "250-and so on\r\n".repeat(100_000) + "250 ok"),
                Arguments.of("another protocol", MANY, "HTTP/1.1 400 Bad Request"),
                Arguments.of("no code", MANY, "ok"),
                Arguments.of("the end", MANY, "421"));
    }

    @Test
    void a_mail_that_is_taken_is_sent_however_slowly_the_server_takes_leave() throws MessagingException {
        smtp.drip(said -> said.equals("QUIT"));

        assertThat(failure(sender(smtp.port(), MailSecurity.NONE, LIMIT), "ada@example.org"))
                .isNull();
        assertThat(smtp.mails()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"josé@example.org", "李@example.org", "ada.lovelace-ñ@example.org"})
    void an_address_beyond_ascii_goes_where_it_is_understood_and_is_the_mail_s_matter_elsewhere(String address)
            throws MessagingException {
        List<String> recipients = new CopyOnWriteArrayList<>();
        smtp.answer(command -> {
            if (command.startsWith("RCPT") || command.startsWith("MAIL")) {
                recipients.add(command);
            }
            return command.startsWith("EHLO") ? "250-stub\r\n250-8BITMIME\r\n250 SMTPUTF8" : "";
        });
        SmtpSender sender = sender(smtp.port(), MailSecurity.NONE, LIMIT);
        assertThat(failure(sender, address)).isNull();
        assertThat(recipients)
                .containsExactly("MAIL FROM:<hello@community.example> SMTPUTF8", "RCPT TO:<" + address + ">");
        assertThat(smtp.mails().get(0)).contains("To: " + address);
        recipients.clear();
        assertThat(failure(sender, "ada@example.org")).isNull();
        assertThat(recipients).containsExactly("MAIL FROM:<hello@community.example>", "RCPT TO:<ada@example.org>");

        smtp.answer(command -> "");
        assertThat(refusalOf(sender, address))
                .isEqualTo(
                        Refusal.ofMessage("the mail server takes no address with letters beyond ASCII (no SMTPUTF8)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "<", "<x"})
    void a_very_long_reply_is_read_in_linear_time(String repeated) throws MessagingException {
        Instant before = Instant.now();

        Refusal refusal =
                refusalOf("RCPT", "550 5.1.1 to<ada@example.org> (ada@example.org) " + repeated.repeat(150_000));

        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(refusal.error()).contains("[address] [address]").doesNotContain("ada");
    }

    private Refusal refusalOf(String command, String answer) throws MessagingException {
        smtp.answer(
                said -> said.startsWith(command) || command.equals("EHLO") && said.startsWith("HELO") ? answer : "");
        return refusalOf(sender(smtp.port(), MailSecurity.NONE, LIMIT), "ada@example.org");
    }

    private static Refusal refusalOf(SmtpSender sender, String to) throws MessagingException {
        Throwable failure = failure(sender, to);
        assertThat(failure).isNotNull();
        return MailRefusals.of(failure);
    }

    private static Throwable failure(SmtpSender sender, String to) throws MessagingException {
        MimeMessage message = new MimeMessage(sender.getSession());
        message.setFrom("Example Community <hello@community.example>");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject("Hello");
        message.setText("Hello");
        return catchThrowable(() -> sender.send(message));
    }

    /** Asserts a refusal for good, which quotes the server's code and nobody's address. */
    private void assertGivenUp(Scope scope, String command, String answer) throws MessagingException {
        Refusal refusal = refusalOf(command, answer);

        assertThat(refusal.scope()).isEqualTo(scope);
        assertThat(refusal.permanent()).isTrue();
        assertThat(refusal.error()).startsWith("SMTP " + answer.substring(0, 3)).doesNotContain("@");
    }

    private SmtpSender sender(int port, MailSecurity security, Duration limit) {
        return sender(port, security, limit, limit);
    }

    private SmtpSender sender(int port, MailSecurity security, Duration limit, Duration answerLimit) {
        return new SmtpSender(
                new SmtpSettings(
                        "localhost", port, Optional.empty(), Optional.empty(), "hello@community.example", security),
                limit,
                answerLimit,
                clock,
                message -> {});
    }
}
