package io.circlesync.mail;

import io.circlesync.settings.Settings;
import io.circlesync.settings.SettingsException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailConfiguration;

/**
 * camel-mail on the configured SMTP server. User name and password stay in the component, so that no endpoint's
 * address, which JMX, hawtio and logs show, holds them.
 */
public final class SmtpServer {

    private static final int TIMEOUT_MS = 10_000;

    private SmtpServer() {}

    /** The component that the routes call {@code smtp}. */
    public static MailComponent component(CamelContext context, Settings.Mail settings) {
        MailConfiguration configuration = new MailConfiguration(context);
        configuration.setFrom(settings.from());
        configuration.setContentType("text/html; charset=UTF-8");
        settings.username().ifPresent(configuration::setUsername);
        settings.password().ifPresent(configuration::setPassword);
        configuration.setConnectionTimeout(TIMEOUT_MS);
        Properties more = configuration.getAdditionalJavaMailProperties();
        more.setProperty("mail.smtp.writetimeout", Integer.toString(TIMEOUT_MS));
        if (settings.startTls()) {
            // Required: without it a server, or somebody in between, could have the password sent in the clear.
            more.setProperty("mail.smtp.starttls.enable", "true");
            more.setProperty("mail.smtp.starttls.required", "true");
            more.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        }
        return new MailComponent(configuration);
    }

    /**
     * The plain address of the configured sender.
     *
     * @throws SettingsException if mail.from is not one address
     */
    public static String sender(Settings.Mail settings) {
        try {
            return MailAddress.usable(new InternetAddress(settings.from(), true).getAddress());
        } catch (AddressException | UnusableAddressException e) {
            throw new SettingsException("mail.from is '" + settings.from()
                    + "'; expected an address such as Circle Sync <no-reply@example.org>");
        }
    }
}
