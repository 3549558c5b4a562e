package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.Ports;
import io.circlesync.fixture.RunningService;
import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
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
