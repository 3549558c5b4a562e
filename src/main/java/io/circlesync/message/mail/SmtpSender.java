package io.circlesync.message.mail;

import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Hands mails over to the SMTP server, each on a connection of its own that ends in time however slowly the server
 * answers, or how much. Jakarta Mail limits each read and write alone, so this opens the sockets itself and closes them.
 */
final class SmtpSender extends DefaultJavaMailSender {

    private static final int CONNECT_TIMEOUT_MS = 10_000;

    /** What is said to a server that has let us in. */
    @FunctionalInterface
    interface Talk {

        void with(SMTPTransport transport) throws MessagingException;
    }

    /** Closes a socket in time. */
    private final class Deadline {

        private final Socket socket;
        private final AtomicBoolean over = new AtomicBoolean();
        private Optional<ScheduledFuture<?>> end = Optional.empty();

        Deadline(Socket socket) {
            this.socket = socket;
        }

        void in(Duration time) {
            lift();
            end = Optional.of(clock.schedule(this::close, time.toMillis(), TimeUnit.MILLISECONDS));
        }

        void lift() {
            end.ifPresent(future -> future.cancel(false));
        }

        private void close() {
            over.set(true);
            SmtpSender.close(socket);
        }
    }

    /** What is done with a mail when a server has let us in, before it is begun. */
    @FunctionalInterface
    interface Look {

        /** @throws MessagingException if the mail is not to be sent */
        void at(MimeMessage message) throws MessagingException;
    }

    private final SmtpSettings settings;
    private final Look look;
    private final Duration limit;
    private final Duration answerLimit;
    private final ScheduledExecutorService clock;
    private final Session ascii;
    /** An address beyond ASCII is written as it is (RFC 6531), which not every server takes. */
    private final Session utf8;

    /**
     * @param limit a mail is handed over within this time, or not at all
     * @param answerLimit for how long the server may look at a whole mail before it says whether it takes it
     * @param clock ends what takes longer
     * @param look before a mail is begun
     */
    SmtpSender(SmtpSettings settings, Duration limit, Duration answerLimit, ScheduledExecutorService clock, Look look) {
        this.settings = settings;
        this.look = look;
        this.limit = limit;
        this.answerLimit = answerLimit;
        this.clock = clock;
        this.ascii = session(false);
        this.utf8 = session(true);
    }

    @Override
    public Session getSession() {
        return utf8;
    }

    /**
     * Sends the mail.
     *
     * @throws SmtpConnectException if the server was not reached, or does not let us in
     * @throws UnusableAddressException if the server takes no address such as the recipient's
     * @throws SmtpHandoverException if it was given the whole mail, and has not said that it takes it
     * @throws MessagingException if the server does not take the mail
     */
    @Override
    public void send(MimeMessage message) throws MessagingException {
        Address[] recipients = message.getAllRecipients();
        boolean beyondAscii = Arrays.stream(recipients)
                .anyMatch(address -> !address.toString().chars().allMatch(character -> character < 0x80));
        talk(beyondAscii ? utf8 : ascii, transport -> {
            if (beyondAscii && !transport.supportsExtension("SMTPUTF8")) {
                throw new UnusableAddressException(
                        "the mail server takes no address with letters beyond ASCII (no SMTPUTF8)");
            }
            look.at(message);
            send(message, recipients, transport);
        });
    }

    /**
     * Connects and logs in as for a mail, and says something else.
     *
     * @throws SmtpConnectException if the server was not reached, or does not let us in
     * @throws MessagingException what the talk throws
     */
    void talk(Talk talk) throws MessagingException {
        talk(ascii, talk);
    }

    private void talk(Session session, Talk talk) throws MessagingException {
        Socket socket = new BoundedSocket();
        Deadline deadline = new Deadline(socket);
        HandoverTransport transport = new HandoverTransport(session, () -> deadline.in(answerLimit));
        deadline.in(limit);
        try {
            connect(transport, socket);
            talk.with(transport);
            takeLeave(transport);
        } catch (MessagingException e) {
            Exception cause = deadline.over.get() ? new SocketTimeoutException("Over the limit") : e;
            if (transport.handedOver()) {
                throw new SmtpHandoverException(cause);
            }
            throw deadline.over.get() ? new SmtpConnectException(cause) : e;
        } finally {
            deadline.lift();
            close(socket);
        }
    }

    private static void send(MimeMessage message, Address[] recipients, SMTPTransport transport)
            throws MessagingException {
        message.setSentDate(new Date());
        Optional<String> messageId = Optional.ofNullable(message.getMessageID());
        message.saveChanges();
        if (messageId.isPresent()) {
            message.setHeader("Message-ID", messageId.get());
        }
        transport.sendMessage(message, recipients);
    }

    private static void takeLeave(SMTPTransport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            // The server has taken the mail; how it takes leave does not matter.
        }
    }

    private void connect(SMTPTransport transport, Socket socket) throws SmtpConnectException {
        try {
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()), CONNECT_TIMEOUT_MS);
            transport.connect(settings.security() == MailSecurity.TLS ? overTls(socket) : socket);
        } catch (IOException | MessagingException e) {
            throw new SmtpConnectException(e);
        }
    }

    private Socket overTls(Socket socket) throws IOException {
        SSLSocket tls = (SSLSocket) tls().createSocket(socket, settings.host(), settings.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return tls;
    }

    private Session session(boolean beyondAscii) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", settings.host());
        properties.setProperty("mail.smtp.port", Integer.toString(settings.port()));
        properties.setProperty(
                "mail.smtp.auth", Boolean.toString(settings.username().isPresent()));
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(beyondAscii));
        settings.username().ifPresent(name -> properties.setProperty("mail.smtp.user", name));
        if (settings.security() == MailSecurity.STARTTLS) {
            // Required: without it a server, or somebody in between, could have the password sent in the clear.
            properties.setProperty("mail.smtp.starttls.enable", "true");
            properties.setProperty("mail.smtp.starttls.required", "true");
            properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
            properties.put("mail.smtp.ssl.socketFactory", tls());
        }
        return Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(
                        settings.username().orElse(""), settings.password().orElse(""));
            }
        });
    }

    private static SSLSocketFactory tls() {
        try {
            return SSLContext.getDefault().getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no TLS", e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nothing left to close.
        }
    }
}
