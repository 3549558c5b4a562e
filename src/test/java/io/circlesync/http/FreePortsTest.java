package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.Ports;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsSource;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreePortsTest {

    @Test
    void a_taken_port_stops_the_startup_with_its_name() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThatThrownBy(() -> RunningService.start(Map.of("camel.server.port", port)))
                    .hasStackTraceContaining("camel.server.port is " + port);
            assertThatThrownBy(() -> RunningService.start(Map.of("camel.management.port", port)))
                    .hasStackTraceContaining("camel.management.port is " + port);
            assertThatThrownBy(() -> FreePorts.require(both(port), "localhost"))
                    .as("both at once")
                    .hasMessageContainingAll("camel.server.port is " + port, "camel.management.port is " + port);
        }
    }

    /** Between the look and the servers' start lie seconds; a service that goes on without its port loses all webhooks. */
    @ParameterizedTest
    @ValueSource(strings = {"camel.server.port", "camel.management.port"})
    void a_port_that_is_taken_while_the_service_starts_stops_it(String setting) throws IOException {
        int port = Ports.next();
        try (TakingRelay database = new TakingRelay(TestDatabases.migrated(), port)) {
            assertThatThrownBy(() -> RunningService.start(
                            Map.of(setting, Integer.toString(port), "database.url", database.url())))
                    .hasStackTraceContaining("the port " + port + " was taken by somebody else");
        }
    }

    /** Stands before a database, which is asked once the ports were looked at, and takes one of them as soon as it is. */
    private static final class TakingRelay implements AutoCloseable {

        private static final Pattern ADDRESS = Pattern.compile("//([^/:]+):(\\d+)/");

        private final ServerSocket relay = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Closeable> opened = new CopyOnWriteArrayList<>(List.of(relay));
        private final String database;

        TakingRelay(String database, int port) throws IOException {
            this.database = database;
            Matcher address = ADDRESS.matcher(database);
            assertThat(address.find()).isTrue();
            new Thread(() -> relay(address.group(1), Integer.parseInt(address.group(2)), port)).start();
        }

        String url() {
            return ADDRESS.matcher(database).replaceFirst("//localhost:" + relay.getLocalPort() + "/");
        }

        private void relay(String host, int server, int port) {
            try {
                while (true) {
                    Socket caller = relay.accept();
                    if (opened.size() == 1) {
                        opened.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                    }
                    Socket called = new Socket(host, server);
                    opened.addAll(List.of(caller, called));
                    pump(caller, called);
                    pump(called, caller);
                }
            } catch (IOException e) {
                // It is closed.
            }
        }

        private static void pump(Socket from, Socket to) {
            new Thread(() -> {
                        try (to) {
                            from.getInputStream().transferTo(to.getOutputStream());
                        } catch (IOException e) {
                            // One of both has gone.
                        }
                    })
                    .start();
        }

        @Override
        public void close() throws IOException {
            for (Closeable each : opened) {
                each.close();
            }
        }
    }

    @Test
    void one_port_is_not_enough_for_two_servers() {
        String port = Ports.text();

        assertThatThrownBy(() -> FreePorts.require(both(port), "localhost"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("camel.management.port");
    }

    /** Both servers on one port. */
    private static SettingsSource both(String port) {
        return SettingsSource.of(Map.of(
                "camel.server.enabled",
                "true",
                "camel.server.port",
                port,
                "camel.management.enabled",
                "true",
                "camel.management.port",
                port));
    }

    @Test
    void a_server_that_is_off_needs_no_port() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = Map.of(
                    "camel.server.enabled",
                    "true",
                    "camel.server.port",
                    Ports.text(),
                    "camel.management.enabled",
                    "false",
                    "camel.management.port",
                    Integer.toString(taken.getLocalPort()));

            assertThatCode(() -> FreePorts.require(SettingsSource.of(settings), "localhost"))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7", "nowhere.invalid"})
    void an_address_of_another_machine_stops_the_startup_with_its_name(String host) {
        Map<String, String> settings = Map.of("camel.server.enabled", "true", "camel.server.port", Ports.text());

        assertThatThrownBy(() -> FreePorts.require(SettingsSource.of(settings), host))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "camel.server.host is '" + host + "'; expected an address of this machine, such as localhost");
    }
}
