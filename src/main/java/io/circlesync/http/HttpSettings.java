package io.circlesync.http;

import io.circlesync.settings.SettingText;
import io.circlesync.settings.SettingsReader;
import java.net.URI;
import java.util.Optional;

/**
 * The public port.
 *
 * @param host address that it is bound to
 * @param url where it is reached from this machine
 * @param largestBody bytes that the body of a request may have
 */
public record HttpSettings(String host, URI url, int largestBody) {

    private static final String ANY_ADDRESS = "0.0.0.0";
    private static final int PORTS = 65_535;
    private static final int GIBIBYTE = 1 << 30;

    /**
     * Reads them.
     *
     * @param closed whether the public port is for this machine alone where nothing else is said
     */
    public static HttpSettings read(SettingsReader reader, boolean closed) {
        String host = host(reader, "camel.server.host").orElse(closed ? Loopback.NAME : ANY_ADDRESS);
        URI url = Loopback.url(host, reader.integer("camel.server.port", 1, PORTS));
        return new HttpSettings(host, url, reader.integer("camel.server.max-body-size", 1, GIBIBYTE));
    }

    /** A name or an address that can stand in a URL. */
    public static Optional<String> host(SettingsReader reader, String name) {
        String expected = "an address of this machine, such as localhost";
        Optional<String> host = reader.text(name, expected);
        if (host.isPresent() && !SettingText.isHttpUrl(Loopback.text(host.get(), 1))) {
            reader.wrong(name, host.get(), expected);
            return Optional.empty();
        }
        return host;
    }
}
