package io.circlesync.settings;

/** A setting is missing or malformed; the message names it and what was expected, never its value if it is a secret. */
public final class SettingsException extends RuntimeException {

    /** @param message names the setting and what was expected */
    public SettingsException(String message) {
        super(message);
    }
}
