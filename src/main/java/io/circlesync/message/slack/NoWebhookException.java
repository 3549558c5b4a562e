package io.circlesync.message.slack;

/** A message waits for a channel whose setting is gone. */
final class NoWebhookException extends Exception {

    private static final long serialVersionUID = 1L;

    NoWebhookException(String channel) {
        super(SlackSettings.setting(channel) + " is not set");
    }
}
