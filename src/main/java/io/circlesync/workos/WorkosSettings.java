package io.circlesync.workos;

import io.circlesync.settings.SettingsReader;
import java.util.Optional;

/**
 * How WorkOS proves that a webhook is its own.
 *
 * @param webhookSecret with which it signs; without one its webhooks are not taken
 */
public record WorkosSettings(Optional<String> webhookSecret) {

    /** Reads them. */
    public static WorkosSettings read(SettingsReader reader) {
        return new WorkosSettings(reader.secret("workos.webhook-secret"));
    }

    @Override
    public String toString() {
        return "WorkosSettings[hidden]";
    }
}
