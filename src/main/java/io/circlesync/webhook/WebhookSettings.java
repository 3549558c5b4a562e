package io.circlesync.webhook;

import io.circlesync.settings.SettingsReader;
import java.util.Optional;

/** The secret that a webhook of Circle must show, and the community that it must speak of; any where empty. */
public record WebhookSettings(Optional<String> secret, Optional<Long> communityId) {

    /** Reads them. */
    public static WebhookSettings read(SettingsReader reader) {
        return new WebhookSettings(reader.secret("circle.webhook-secret"), reader.id("circle.community-id"));
    }

    @Override
    public String toString() {
        return "WebhookSettings[hidden]";
    }
}
