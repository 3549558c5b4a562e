package io.circlesync.settings;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks whether the ports are to be had. Camel's HTTP server only logs a port that is taken, and would leave a service
 * that nobody can reach.
 */
public final class Ports {

    private Ports() {}

    /**
     * Lets the start go on if both ports are free.
     *
     * @param source gives a setting's value by its name
     * @throws SettingsException naming the port's setting if it is not
     */
    public static void requireFree(Function<String, Optional<String>> source) {
        SettingsReader reader = new SettingsReader(source);
        requireFree(reader, "camel.server");
        requireFree(reader, "camel.management");
    }

    private static void requireFree(SettingsReader reader, String server) {
        int port = reader.integer(server + ".port", 1, 65535);
        String host = reader.text(server + ".host").orElse("0.0.0.0");
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new SettingsException(server + ".port is " + port + ", which cannot be listened on at " + host + " ("
                    + e.getMessage() + "); expected a free port");
        }
    }
}
