package io.circlesync.api;

import io.circlesync.settings.SettingsReader;
import java.util.Optional;

/**
 * Who may call {@code /api}, and what its callers are believed.
 *
 * @param token the bearer token; empty when the API is open, which only the sandbox allows
 * @param trustEmails whether the address in a profile form counts as verified where the form does not say
 */
public record ApiSettings(Optional<String> token, boolean trustEmails) {

    /** Reads them. */
    public static ApiSettings read(SettingsReader reader) {
        return new ApiSettings(reader.secret("api.token"), reader.flag("api.trust-emails", true));
    }

    @Override
    public String toString() {
        return "ApiSettings[hidden]";
    }
}
