package io.circlesync.message.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.circlesync.fixture.StubSmtp;
import io.circlesync.fixture.TestTls;
import io.circlesync.outbox.Refusal;
import jakarta.mail.Message;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the connection to each kind of SMTP server is secured, and what is said where that cannot be. */
class MailSecurityTest {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static final TestTls LOCALHOST = TestTls.of("localhost");
    private static final TestTls ELSEWHERE = TestTls.of("smtp.example.org");

    private static SSLContext before;
    private static ScheduledExecutorService clock;

    private enum Server {
        PLAIN {
            @Override
            StubSmtp start() {
                return new StubSmtp();
            }
        },
        START_TLS {
            @Override
            StubSmtp start() {
                return StubSmtp.startTls(LOCALHOST.server());
            }
        },
        TLS {
            @Override
            StubSmtp start() {
                return StubSmtp.tls(LOCALHOST.server());
            }
        },
        START_TLS_OF_ANOTHER {
            @Override
            StubSmtp start() {
                return StubSmtp.startTls(ELSEWHERE.server());
            }
        },
        TLS_OF_ANOTHER {
            @Override
            StubSmtp start() {
                return StubSmtp.tls(ELSEWHERE.server());
            }
        };

        abstract StubSmtp start();
    }

    @BeforeAll
    static void start() throws NoSuchAlgorithmException {
        before = SSLContext.getDefault();
        clock = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterAll
    static void stop() {
        SSLContext.setDefault(before);
        clock.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({"NONE, PLAIN", "NONE, START_TLS", "STARTTLS, START_TLS", "TLS, TLS"})
    void a_mail_goes_out_as_it_was_asked_for(MailSecurity security, Server kind) throws Exception {
        SSLContext.setDefault(LOCALHOST.client());
        try (StubSmtp smtp = kind.start()) {
            List<String> commands = new CopyOnWriteArrayList<>();
            smtp.answer(command -> {
                commands.add(command.split(" ")[0]);
                return "";
            });

            assertThat(failure(smtp, security)).isNull();

            assertThat(smtp.mails()).hasSize(1);
            assertThat(commands.contains("STARTTLS")).isEqualTo(security == MailSecurity.STARTTLS);
            assertThat(commands.indexOf("MAIL")).isGreaterThan(commands.indexOf("STARTTLS"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STARTTLS, PLAIN,                SMTP server offers no STARTTLS; mail.security is starttls, true",
        "TLS,      PLAIN,                SMTP TLS failed: SSLException, true",
        "TLS,      START_TLS,            SMTP TLS failed: SSLException, true",
        "STARTTLS, START_TLS_OF_ANOTHER, SMTP TLS failed: SSLHandshakeException, true",
        "TLS,      TLS_OF_ANOTHER,       SMTP TLS failed: SSLHandshakeException, true",
        "STARTTLS, TLS,                  SMTP server not reached: SocketTimeoutException, false",
        "NONE,     TLS,                  SMTP server not reached: SocketTimeoutException, false"
    })
    void nothing_is_said_where_it_cannot_be(MailSecurity security, Server kind, String error, boolean permanent)
            throws Exception {
        SSLContext.setDefault(ELSEWHERE.client());
        try (StubSmtp smtp = kind.start()) {
            List<String> commands = new CopyOnWriteArrayList<>();
            smtp.answer(command -> {
                commands.add(command.split(" ")[0]);
                return "";
            });

            Throwable failure = failure(smtp, security);

            assertThat(failure).isNotNull();
            assertThat(MailRefusals.of(failure))
                    .isEqualTo(permanent ? Refusal.ofAccount(error) : Refusal.unreached(error));
            assertThat(commands).doesNotContain("MAIL", "AUTH", "RCPT");
            assertThat(smtp.mails()).isEmpty();
        }
    }

    private static Throwable failure(StubSmtp smtp, MailSecurity security) throws Exception {
        SmtpSender sender = new SmtpSender(
                new SmtpSettings(
                        "localhost",
                        smtp.port(),
                        Optional.empty(),
                        Optional.empty(),
                        "hello@community.example",
                        security),
                LIMIT,
                LIMIT,
                clock,
                message -> {});
        MimeMessage message = new MimeMessage(sender.getSession());
        message.setFrom("hello@community.example");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.org"));
        message.setText("Hello");
        return catchThrowable(() -> sender.send(message));
    }
}
