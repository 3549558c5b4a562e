package io.circlesync.message.mail;

import io.circlesync.http.Unreached;
import io.circlesync.retry.Causes;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/** Goes as far with an SMTP server as one can without sending a mail: connection, TLS, login, and the sender's address. */
public final class SmtpLook {

    private static final int TLS_TIMEOUT_MS = 5_000;
    private static final int OK = 250;
    private static final int LOGIN_REQUIRED = 530;

    private final SmtpSettings settings;
    private final SmtpSender sender;
    private Optional<String> fault = Optional.empty();

    private SmtpLook(SmtpSettings settings, Duration limit, ScheduledExecutorService clock) {
        this.settings = settings;
        this.sender = new SmtpSender(settings, limit, limit, clock, message -> {});
    }

    /**
     * Talks to the server.
     *
     * @param limit as long as a server may take its time
     * @param clock ends what takes longer
     * @return what is wrong and what to do about it; empty if the server would take a mail from us
     */
    public static Optional<String> at(SmtpSettings settings, Duration limit, ScheduledExecutorService clock) {
        JakartaMail.findOnce();
        return new SmtpLook(settings, limit, clock).look();
    }

    private Optional<String> look() {
        try {
            sender.talk(this::nameSender);
            return fault;
        } catch (SmtpConnectException e) {
            return Optional.of(connection(e.getCause()));
        } catch (MessagingException e) {
            return Optional.of("the server broke off after the login: " + Unreached.words(e));
        }
    }

    private void nameSender(SMTPTransport transport) throws MessagingException {
        if (settings.username().isPresent() && !transport.supportsExtension("AUTH")) {
            fault = Optional.of("the server offers no login"
                    + (settings.security() == MailSecurity.NONE ? " without TLS" : "")
                    + "; expected a server or a port that takes mail.username"
                    + (settings.security() == MailSecurity.NONE ? ", such as mail.security = starttls" : ", or none"));
            return;
        }
        int code = transport.simpleCommand("MAIL FROM:<" + SmtpServer.sender(settings) + ">");
        if (code != OK) {
            String reply = transport.getLastServerResponse();
            String said = MailRefusals.ofReply("MAIL", code, reply).error();
            fault = Optional.of("the sender in mail.from is refused (" + said + "); expected " + remedy(code, reply));
        }
        transport.simpleCommand("RSET");
    }

    private String remedy(int code, String reply) {
        if (settings.security() == MailSecurity.NONE && reply.contains("STARTTLS")) {
            return "mail.security = starttls, for the server takes nothing without it";
        }
        if (code < 500) {
            return "another try, for the server only puts it off";
        }
        return settings.username().isEmpty() && code == LOGIN_REQUIRED
                ? "mail.username and mail.password, for the server wants a login"
                : "an address that mail.username may send from";
    }

    private String connection(Throwable cause) {
        if (cause instanceof AuthenticationFailedException) {
            return "the login is refused; expected the right mail.username and mail.password, which may have to be one for"
                    + " programs (an app password)";
        }
        if (String.valueOf(cause.getMessage()).contains("STARTTLS is required")) {
            return "the server offers no STARTTLS; expected port 587 with mail.security = starttls, port 465 with tls, or a"
                    + " server on this machine with none";
        }
        if (settings.security() == MailSecurity.TLS && isPlain(cause)) {
            return "the server does not begin with TLS; expected mail.security = starttls, mostly with mail.port = 587";
        }
        if (settings.security() != MailSecurity.TLS && Unreached.tls(cause).isEmpty() && speaksTls()) {
            return "the server speaks TLS from the first byte on; expected mail.security = tls";
        }
        if (String.valueOf(cause.getMessage()).matches("(?s).*response: \\d{3}.*|\\d{3} .*")) {
            return "the server does not let us in ("
                    + MailRefusals.of(new SmtpConnectException((Exception) cause))
                            .error() + "); ask whoever runs it";
        }
        return Unreached.words(cause);
    }

    private static boolean isPlain(Throwable cause) {
        return Causes.of(cause)
                .anyMatch(each -> each instanceof SSLException
                        && String.valueOf(each.getMessage()).contains("Unsupported or unrecognized SSL message"));
    }

    /** Whether the port is one for those who begin with TLS, whatever certificate it shows. */
    private boolean speaksTls() {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(settings.host(), settings.port()), TLS_TIMEOUT_MS);
            plain.setSoTimeout(TLS_TIMEOUT_MS);
            try (SSLSocket tls = (SSLSocket) SSLContext.getDefault()
                    .getSocketFactory()
                    .createSocket(plain, settings.host(), settings.port(), false)) {
                tls.startHandshake();
                return true;
            }
        } catch (IOException e) {
            return Causes.of(e).anyMatch(CertificateException.class::isInstance);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no TLS", e);
        }
    }
}
