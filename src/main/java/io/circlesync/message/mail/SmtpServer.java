package io.circlesync.message.mail;

import io.circlesync.settings.SettingsException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.component.mail.MailComponent;
import org.apache.camel.component.mail.MailConfiguration;

/**
 * camel-mail on the configured SMTP server. User name and password stay in the component, so that no endpoint's
 * address, which JMX, hawtio and logs show, holds them.
 */
public final class SmtpServer {

    /**
     * For how long a server may look at a mail. RFC 5321 (4.5.3.2.6) would have ten minutes; all other mails wait for it
     * meanwhile.
     */
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);

    private SmtpServer() {}

    /**
     * The component that the routes call {@code smtp}.
     *
     * @param limit a mail is handed over within this time, or not at all
     * @param look at a mail before it is handed over
     * @throws SettingsException if there is a user name without a password
     */
    public static MailComponent component(CamelContext context, SmtpSettings settings, Duration limit, LastLook look) {
        if (settings.username().isPresent() && settings.password().isEmpty()) {
            throw new SettingsException(
                    "mail.password is missing; expected the password that belongs to mail.username");
        }
        JakartaMail.findOnce();
        ScheduledExecutorService clock =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "smtp-limit");
        MailConfiguration configuration = new MailConfiguration(context);
        configuration.setFrom(settings.from());
        configuration.setContentType("text/html; charset=UTF-8");
        configuration.setJavaMailSender(new SmtpSender(settings, limit, ANSWER_LIMIT, clock, look::at));
        return new MailComponent(configuration);
    }

    /**
     * The plain address of the configured sender.
     *
     * @throws SettingsException if mail.from is not one address
     */
    public static String sender(SmtpSettings settings) {
        try {
            return MailAddress.usable(new InternetAddress(settings.from(), true).getAddress());
        } catch (AddressException | UnusableAddressException e) {
            throw new SettingsException("mail.from is '" + settings.from() + "'; expected " + SmtpSettings.SENDER);
        }
    }
}
