package io.circlesync.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.StubSmtp;
import io.circlesync.fixture.TestTls;
import io.circlesync.message.mail.SmtpSettings;
import io.circlesync.settings.SettingsReader;
import io.circlesync.settings.SettingsSource;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far an SMTP server lets us go is told by where it stops us; no mail is begun. */
class MailCheckTest {

    private static final TestTls LOCALHOST = TestTls.of("localhost");
    private static final TestTls ELSEWHERE = TestTls.of("smtp.example.org");

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static SSLContext before;

    @BeforeAll
    static void know_the_certificate() throws NoSuchAlgorithmException {
        before = SSLContext.getDefault();
    }

    @AfterAll
    static void forget() {
        SSLContext.setDefault(before);
    }

    private enum Server {
        PLAIN,
        START_TLS,
        TLS;

        StubSmtp start(TestTls tls) {
            return switch (this) {
                case PLAIN -> new StubSmtp();
                case START_TLS -> StubSmtp.startTls(tls.server());
                case TLS -> StubSmtp.tls(tls.server());
            };
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none|PLAIN|ok mail localhost:PORT lets us in with mail.security = none and no login, and takes the sender",
                "starttls|START_TLS|ok mail localhost:PORT lets us in with mail.security = starttls",
                "tls|TLS|ok mail localhost:PORT lets us in with mail.security = tls",
                "starttls|PLAIN|not ok mail localhost:PORT with mail.security = starttls: the server offers no STARTTLS;"
                        + " expected port 587",
                "tls|PLAIN|not ok mail localhost:PORT with mail.security = tls: the server does not begin with TLS; expected"
                        + " mail.security = starttls",
                "tls|START_TLS|the server does not begin with TLS",
            })
    void connection_and_tls(String security, Server kind, String told) {
        SSLContext.setDefault(LOCALHOST.client());
        try (StubSmtp smtp = kind.start(LOCALHOST)) {
            List<String> commands = new CopyOnWriteArrayList<>();
            smtp.answer(command -> {
                commands.add(command.replaceAll("[ :].*", ""));
                return "";
            });

            assertThat(line(smtp.port(), Map.of("mail.security", security)))
                    .contains(told.replace("PORT", Integer.toString(smtp.port())));

            assertThat(smtp.mails()).isEmpty();
            assertThat(commands).doesNotContain("RCPT", "DATA");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "starttls|START_TLS|ELSEWHERE|a certificate of another name",
                "tls|TLS|ELSEWHERE|a certificate of another name",
                "tls|TLS|NOBODY|signed by nobody whom this Java knows",
            })
    void certificates(String security, Server kind, String whom, String told) {
        // Whose certificate the server shows, and whose this Java knows.
        SSLContext.setDefault(whom.equals("NOBODY") ? before : ELSEWHERE.client());
        try (StubSmtp smtp = kind.start(ELSEWHERE)) {
            assertThat(line(smtp.port(), Map.of("mail.security", security)))
                    .startsWith("not ok mail")
                    .contains(told);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL|553 5.7.1 Sender address rejected: not owned by user|the sender in mail.from is refused (SMTP 553 5.7.1"
                        + " Sender address rejected: not owned by user); expected an address",
                "MAIL|530 5.7.0 Authentication required|refused (SMTP 530 5.7.0 Authentication required); expected"
                        + " mail.username and mail.password",
                "MAIL|530 5.7.0 Must issue a STARTTLS command first|expected mail.security = starttls",
                "MAIL|451 4.7.1 greylisted|expected another try",
                "EHLO|554 5.7.1 your host is not welcome|the server does not let us in",
            })
    void sender(String command, String answer, String told) {
        try (StubSmtp smtp = new StubSmtp()) {
            smtp.answer(said ->
                    said.startsWith(command) || command.equals("EHLO") && said.startsWith("HELO") ? answer : "");

            assertThat(line(smtp.port(), Map.of("mail.security", "none")))
                    .startsWith("not ok mail")
                    .contains(told)
                    .doesNotContain("no-reply@example.org");
        }
    }

    @Test
    void a_login_that_the_server_does_not_offer_is_told() {
        try (StubSmtp smtp = new StubSmtp()) {
            assertThat(line(
                            smtp.port(),
                            Map.of("mail.security", "none", "mail.username", "mailer", "mail.password", "s3cr3t-p4ss")))
                    .startsWith("not ok mail")
                    .contains("the server offers no login without TLS; expected");
        }
    }

    @ParameterizedTest
    @CsvSource({"s3cr3t-p4ss, ok mail, and the login", "another-0ne, not ok mail, the login is refused; expected"})
    void a_real_server_is_logged_into(String password, String standing, String told) {
        GreenMail server = new GreenMail(new ServerSetup(Ports.next(), "localhost", ServerSetup.PROTOCOL_SMTP));
        server.setUser("no-reply@example.org", "mailer", "s3cr3t-p4ss");
        server.start();
        try {
            assertThat(line(
                            server.getSmtp().getPort(),
                            Map.of("mail.security", "none", "mail.username", "mailer", "mail.password", password)))
                    .startsWith(standing)
                    .contains(told)
                    .doesNotContain(password);
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void a_wrong_port_is_told() {
        assertThat(line(Ports.next(), Map.of("mail.security", "none")))
                .contains("with mail.security = none: nobody listens there; expected the right host and port");
    }

    /** The server waits for us to begin, and we for its greeting, until we have had enough. */
    @Test
    void a_server_that_wants_tls_from_the_first_byte_on_is_told() {
        SSLContext.setDefault(LOCALHOST.client());
        try (StubSmtp smtp = StubSmtp.tls(LOCALHOST.server())) {
            assertThat(line(smtp.port(), Map.of("mail.security", "starttls")))
                    .startsWith("not ok mail")
                    .contains("the server speaks TLS from the first byte on; expected mail.security = tls");
        }
    }

    private static String line(int port, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "mail.host", "localhost",
                "mail.port", Integer.toString(port),
                "mail.from", "Circle Sync <no-reply@example.org>"));
        values.putAll(more);
        return Asked.lines(MailCheck.of(
                        SmtpSettings.read(new SettingsReader(SettingsSource.of(values)))
                                .orElseThrow(),
                        LIMIT))
                .get(0);
    }
}
