package io.circlesync.sandbox;

import io.circlesync.circle.CircleSettings;
import io.circlesync.message.mail.SmtpSettings;
import io.circlesync.message.slack.SlackSettings;
import io.circlesync.sync.SyncSettings;
import io.circlesync.webhook.WebhookSettings;
import java.net.URI;
import java.util.Optional;

/**
 * What the stand-ins and their page are to know of the settings.
 *
 * @param publicUrl where this service's public port is reached from this machine
 * @param webhook what Circle's webhooks must show and speak of
 * @param smtp empty when a stand-in is needed, as in {@code circle} and {@code slack}
 * @param apiToken what whoever opens the page must show; empty when it is open
 * @param sync as the page tells it
 */
public record SandboxSettings(
        URI publicUrl,
        CircleSettings circle,
        WebhookSettings webhook,
        SlackSettings slack,
        Optional<SmtpSettings> smtp,
        Optional<String> apiToken,
        SyncSettings sync) {

    @Override
    public String toString() {
        return "SandboxSettings[" + publicUrl + "]";
    }
}
