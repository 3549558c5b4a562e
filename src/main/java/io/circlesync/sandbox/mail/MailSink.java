package io.circlesync.sandbox.mail;

import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.UserImpl;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.circlesync.message.mail.MailSecurity;
import io.circlesync.message.mail.SmtpSettings;
import io.circlesync.problem.HttpProblem;
import io.circlesync.sandbox.received.Received;
import io.circlesync.sandbox.received.Recent;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An SMTP server on loopback that takes every mail and delivers none: it keeps the latest to be looked at. */
public final class MailSink extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(MailSink.class);
    private static final int MOST = 200;
    private static final int PREFERRED_PORT = 3025;
    private static final String LOOPBACK = "127.0.0.1";

    /** A mail's envelope. */
    public record Mail(long id, Instant at, String from, String to, String subject) {}

    /** A mail and its two bodies; an absent one is empty. */
    public record Letter(Mail mail, String text, String html) {}

    private final Recent<Letter> letters;
    private final Clock clock;
    private final GreenMail server;

    private MailSink(Recent<Letter> letters, Clock clock, int port) {
        this.letters = letters;
        this.clock = clock;
        server = new GreenMail(new ServerSetup(port, LOOPBACK, ServerSetup.PROTOCOL_SMTP));
        server.getUserManager().setMessageDeliveryHandler((message, address) -> {
            keep(message.getMessage(), address.getEmail());
            return new NoMailbox(address.getEmail());
        });
    }

    /** Starts on port 3025, or where that is taken on any free port. */
    public static MailSink start(Received received, Clock clock) {
        Recent<Letter> letters = received.latest("mail", Letter.class, MOST);
        if (isFree(PREFERRED_PORT)) {
            MailSink sink = new MailSink(letters, clock, PREFERRED_PORT);
            try {
                sink.server.start();
                return sink;
            } catch (IllegalStateException e) {
                LOG.debug("Somebody else took port {} in this very moment", PREFERRED_PORT, e);
                sink.server.stop();
            }
        }
        MailSink sink = new MailSink(letters, clock, 0);
        sink.server.start();
        return sink;
    }

    /** How mails are brought to it. */
    public SmtpSettings settings() {
        return new SmtpSettings(
                LOOPBACK,
                server.getSmtp().getPort(),
                Optional.empty(),
                Optional.empty(),
                "Circle Sync <no-reply@localhost>",
                MailSecurity.NONE);
    }

    /** Newest first. */
    public List<Mail> mails() {
        return letters.list().stream().map(Letter::mail).toList();
    }

    /** @throws HttpProblem if the mail is unknown, or gave way to newer ones */
    public Letter letter(String id) {
        return letters.find(letter -> Long.toString(letter.mail().id()).equals(id))
                .orElseThrow(() -> HttpProblem.notFound("This mail is not kept any more."));
    }

    @Override
    protected void doStop() {
        server.stop();
    }

    private void keep(MimeMessage message, String to) throws MessagingException {
        String from = Optional.ofNullable(message.getFrom())
                .filter(senders -> senders.length > 0)
                .map(senders -> senders[0].toString())
                .orElse("");
        String subject = Optional.ofNullable(message.getSubject()).orElse("");
        String text = body(message, "text/plain").orElse("");
        String html = body(message, "text/html").orElse("");
        letters.add(id -> new Letter(new Mail(id, clock.instant(), decoded(from), to, subject), text, html));
    }

    private static String decoded(String address) {
        try {
            return MimeUtility.decodeText(address);
        } catch (UnsupportedEncodingException e) {
            return address;
        }
    }

    private static Optional<String> body(Part part, String type) throws MessagingException {
        try {
            if (part.isMimeType(type)) {
                return Optional.of(part.getContent().toString());
            }
            if (part.getContent() instanceof Multipart parts) {
                for (int i = 0; i < parts.getCount(); i++) {
                    Optional<String> found = body(parts.getBodyPart(i), type);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new MessagingException("A part of the mail is unreadable", e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(LOOPBACK))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** GreenMail's own mailboxes have no end; what arrives is kept here instead. */
    private static final class NoMailbox extends UserImpl {

        NoMailbox(String address) {
            super(address, address, "", null);
        }

        @Override
        public void deliver(MovingMessage message) {
            // Kept already.
        }
    }
}
