package io.circlesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.TestDatabases;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that cannot start says why in one line and ends; settings come from the environment here. */
class ApplicationTest {

    private static final String SECRET = "s3cr3t-value";

    @TempDir
    private Path folder;

    private final Map<String, String> environment =
            new HashMap<>(Map.of("CIRCLE_API_TOKEN", SECRET, "CIRCLE_WEBHOOK_SECRET", SECRET, "API_TOKEN", SECRET));

    @Test
    void a_wrong_setting_is_named() throws Exception {
        environment.put("SYNC_DEBOUNCE", "soon");

        assertRefuses("sync.debounce is 'soon'; expected a duration");
    }

    @Test
    void production_names_the_stand_ins() throws Exception {
        environment.put("CAMEL_MAIN_PROFILE", "prod");

        assertRefuses("database.url", "slack.webhook-url", "mail.host");
    }

    @Test
    void a_database_that_cannot_be_reached_is_named() throws Exception {
        environment.put("DATABASE_URL", "jdbc:postgresql://localhost:1/circle_sync?user=app&password=" + SECRET);

        assertRefuses("database.url cannot be connected to", "localhost:1 refused");
    }

    @Test
    void a_database_that_does_not_exist_is_named() throws Exception {
        environment.put("DATABASE_URL", TestDatabases.create().replaceAll("test_\\d+", "nowhere"));

        assertRefuses("database.url cannot be connected to", "database \"nowhere\" does not exist");
    }

    @Test
    void a_login_that_is_refused_is_named() throws Exception {
        environment.put("DATABASE_URL", TestDatabases.create().replaceAll("\\?.*", ""));
        environment.put("DATABASE_USERNAME", "nobody");
        environment.put("DATABASE_PASSWORD", SECRET);

        assertRefuses("database.url cannot be connected to", "role \"nobody\" does not exist");
    }

    @Test
    void a_url_that_the_driver_does_not_know_is_named() throws Exception {
        environment.put("DATABASE_URL", "jdbc:postgresql://host:port/x?password=" + SECRET);

        assertRefuses("database.url cannot be connected to", "expected jdbc:postgresql://host:port/name");
    }

    @Test
    void a_database_of_others_is_left_alone() throws Exception {
        String url = TestDatabases.create();
        DriverManager.getConnection(url).createStatement().execute("CREATE TABLE invoice (id bigint)");
        environment.put("DATABASE_URL", url);

        assertRefuses("database.url leads to the schema public", "invoice", "expected an empty schema");
    }

    /** Zones that Java knows and PostgreSQL does not; the start goes on to the next thing that is wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"IST", "SystemV/AST4", "GMT+05:30", "UTC"})
    void no_zone_of_the_machine_is_in_the_way(String zone) throws Exception {
        environment.put("JAVA_TOOL_OPTIONS", "-Duser.timezone=" + zone);
        String url = TestDatabases.create();
        DriverManager.getConnection(url).createStatement().execute("CREATE TABLE invoice (id bigint)");
        environment.put("DATABASE_URL", url);

        assertRefuses("database.url leads to the schema public");
    }

    @Test
    void a_port_that_is_taken_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("CAMEL_MANAGEMENT_PORT", Integer.toString(taken.getLocalPort()));
            environment.put("CAMEL_SERVER_PORT", Integer.toString(freePort()));

            assertRefuses("camel.management.port is " + taken.getLocalPort(), "expected a free port");
        }
    }

    private void assertRefuses(String... why) throws Exception {
        try (ChildJvm service = ChildJvm.start(Application.class, folder, environment)) {
            assertThat(service.exitStatus()).isEqualTo(1);
            assertThat(service.output().lines().filter(line -> line.contains(" ERROR ")))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("Circle Sync cannot start: ")
                            .contains(why));
            assertThat(service.output()).doesNotContain("\tat ").doesNotContain(SECRET);
            assertThat(folder).isEmptyDirectory();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
