package io.circlesync.trace;

import io.circlesync.settings.SettingsReader;
import java.net.URI;
import java.util.Optional;

/**
 * Whether anything is traced.
 *
 * @param collector takes spans by OTLP over HTTP; empty if there is none
 */
public record TraceSettings(Optional<URI> collector) {

    /** Reads them. */
    public static TraceSettings read(SettingsReader reader) {
        return new TraceSettings(reader.baseUrl("tracing.otlp-url"));
    }
}
