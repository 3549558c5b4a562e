package io.circlesync.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks whether the ports of the two HTTP servers are free before anything else starts. Vert.x would only log that one
 * is taken, and a second service on the same data would end the first one's database.
 */
public final class FreePorts {

    private FreePorts() {}

    /**
     * Checks both ports.
     *
     * @param source gives a setting's value by its name
     * @throws SettingsException if a port is taken, or both are the same
     */
    public static void require(Function<String, Optional<String>> source) {
        SettingsReader reader = new SettingsReader(source);
        try {
            ServerSocket server = bound(reader, "camel.server");
            try {
                bound(reader, "camel.management").close();
            } finally {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket bound(SettingsReader reader, String prefix) throws IOException {
        ServerSocket socket = new ServerSocket();
        if (!reader.flag(prefix + ".enabled", false)) {
            return socket;
        }
        String host = reader.text(prefix + ".host").orElse("0.0.0.0");
        int port = reader.integer(prefix + ".port", 1, 65535);
        try {
            socket.bind(new InetSocketAddress(host, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new SettingsException(prefix + ".port is " + port + ", which cannot be opened on " + host
                    + "; expected a free port (is another instance running?)");
        }
    }
}
