package io.circlesync.message.mail;

import io.circlesync.settings.SettingsReader;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Optional;

/** An SMTP server and the sender of the mails. */
public record SmtpSettings(
        String host,
        int port,
        Optional<String> username,
        Optional<String> password,
        String from,
        MailSecurity security) {

    static final String SENDER = "an address such as Circle Sync <no-reply@example.org>";

    private static final String HOST = "mail.host";
    private static final String FROM = "mail.from";
    private static final int PORTS = 65_535;

    /** Reads them; empty when a stand-in takes the server's place. */
    public static Optional<SmtpSettings> read(SettingsReader reader) {
        reader.retired("mail.starttls", "mail.security");
        // Read without a host too: what is malformed is better told now than on the day the host is set.
        MailSecurity security = reader.oneOfIfGiven("mail.security", "starttls", "tls", "none")
                .map(MailSecurity::of)
                .orElse(MailSecurity.STARTTLS);
        int port = reader.integerIfGiven("mail.port", 1, PORTS).orElse(security.defaultPort());
        Optional<String> host = reader.text(HOST, "the name of an SMTP server");
        Optional<String> username = reader.text("mail.username");
        Optional<String> password = reader.text("mail.password");
        Optional<String> from = sender(reader);
        reader.requireBeside("mail.username", username, HOST, host);
        reader.requireBeside("mail.password", password, HOST, host);
        reader.requireBeside(FROM, from, HOST, host);
        if (host.isPresent()) {
            reader.requireBeside("mail.password", password, "mail.username", username);
        }
        if (host.isPresent() && from.isEmpty()) {
            reader.wrong(FROM, "is missing; expected " + SENDER + " for the mails that go out through mail.host");
        }
        return host.map(name -> new SmtpSettings(name, port, username, password, from.orElse(""), security));
    }

    private static Optional<String> sender(SettingsReader reader) {
        Optional<String> sender = reader.text(FROM, SENDER);
        try {
            new InternetAddress(sender.orElse("no-reply@example.org"), true);
        } catch (AddressException e) {
            reader.wrong(FROM, sender.get(), SENDER);
        }
        return sender;
    }

    @Override
    public String toString() {
        return "SmtpSettings[hidden]";
    }
}
