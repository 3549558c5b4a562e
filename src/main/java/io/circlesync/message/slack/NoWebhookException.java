package io.circlesync.message.slack;

import io.circlesync.settings.Settings;

/** A message waits for a channel whose setting is gone. */
final class NoWebhookException extends Exception {

    private static final long serialVersionUID = 1L;

    NoWebhookException(String channel) {
        super(Settings.Slack.setting(channel) + " is not set");
    }
}
