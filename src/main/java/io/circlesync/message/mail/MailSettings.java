package io.circlesync.message.mail;

import io.circlesync.settings.SettingsReader;
import java.net.URI;
import java.util.Optional;

/**
 * How mails go out.
 *
 * @param server empty when a stand-in takes its place
 * @param perSecond mails at most, all nodes together
 */
public record MailSettings(Optional<SmtpSettings> server, MailLinks links, int perSecond) {

    /**
     * Reads them.
     *
     * @param publicUrl where this service is reached from its own machine
     */
    public static MailSettings read(SettingsReader reader, Optional<SmtpSettings> server, URI publicUrl) {
        return new MailSettings(
                server,
                MailLinks.read(reader, server.isPresent(), publicUrl),
                reader.integer("mail.per-second", 1, 1000));
    }
}
