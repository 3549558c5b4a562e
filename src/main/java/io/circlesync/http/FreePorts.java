package io.circlesync.http;

import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsReader;
import io.circlesync.settings.SettingsSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;

/**
 * Looks whether the ports of the two HTTP servers are free before anything else starts. Vert.x would only log that one
 * is taken, and a second service on the same data would end the first one's database.
 */
public final class FreePorts {

    private static final String TAKEN = ", which cannot be opened on ";

    private FreePorts() {}

    /**
     * Checks both ports.
     *
     * @param publicHost the address that the public port is bound to
     * @throws SettingsException if a port is taken, both are the same, or an address is not of this machine
     */
    public static void require(SettingsSource source, String publicHost) {
        SettingsReader reader = new SettingsReader(source);
        String managementHost = reader.text("camel.management.host").orElse(Loopback.NAME);
        try {
            ServerSocket server = bound(reader, "camel.server", publicHost);
            try {
                bound(reader, "camel.management", managementHost).close();
            } finally {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader.refuseWrong();
    }

    /** A port that was free when it was looked at, and was not when it was to be opened. */
    static SettingsException taken(int port) {
        return new SettingsException(
                "the port " + port
                        + " was taken by somebody else while the service started; expected a free port (is another instance running?)");
    }

    /** Whether a refusal says only that somebody else has the port, who may be this service itself. */
    public static boolean isTaken(SettingsException refusal) {
        return refusal.getMessage().contains(TAKEN);
    }

    private static ServerSocket bound(SettingsReader reader, String prefix, String host) throws IOException {
        ServerSocket socket = new ServerSocket();
        if (!reader.flag(prefix + ".enabled", false)) {
            return socket;
        }
        int port = reader.integer(prefix + ".port", 1, 65535);
        if (reader.wrong().containsKey(prefix + ".port")) {
            return socket;
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (!isOfThisMachine(address.getAddress())) {
            throw new SettingsException(
                    prefix + ".host is '" + host + "'; expected an address of this machine, such as localhost");
        }
        try {
            socket.bind(address);
        } catch (IOException e) {
            socket.close();
            reader.wrong(
                    prefix + ".port",
                    "is " + port + TAKEN + host + "; expected a free port (is another instance running?)");
        }
        return socket;
    }

    private static boolean isOfThisMachine(InetAddress address) throws SocketException {
        return address != null
                && (address.isAnyLocalAddress()
                        || address.isLoopbackAddress()
                        || NetworkInterface.getByInetAddress(address) != null);
    }
}
