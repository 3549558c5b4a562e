package io.circlesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.OwnRoutes;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.TestDatabases;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.util.IOHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that cannot start says why in one line and ends; settings come from the environment here. */
class ApplicationTest {

    private static final String SECRET = "s3cr3t-value";

    @TempDir
    private Path folder;

    private final Map<String, String> environment =
            new HashMap<>(Map.of("CIRCLE_API_TOKEN", SECRET, "CIRCLE_WEBHOOK_SECRET", SECRET, "API_TOKEN", SECRET));

    /** Reads every setting's variable of the environment under every locale. */
    static final class EveryLocale {

        public static void main(String[] names) {
            for (Locale locale : Locale.getAvailableLocales()) {
                Locale.setDefault(locale);
                CircleSync.main();
                for (String name : names) {
                    if (IOHelper.lookupEnvironmentVariable(name) == null) {
                        System.out.println(name + " is not found under " + locale);
                    }
                }
            }
            System.out.println("done");
        }
    }

    @Test
    void all_that_is_wrong_is_named_at_once() throws Exception {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("SYNC_DEBOUNCE=soon", "sync.debounce is 'soon'; expected a duration");
        told.put("CIRCLE_API_TOKEN=", "circle.api-token is empty; expected a secret");
        told.put("CAMEL_SERVER_PORT=http", "camel.server.port is 'http'; expected a whole number");
        told.put("CAMEL_MANAGEMENT_PORT=", "camel.management.port is empty; expected a whole number");
        told.put("CAMEL_MAIN_PROFILE=prod,test", "camel.main.profile is 'prod,test'; expected dev or test or prod");
        told.put("CAMEL_MAIN_SHUTDOWN_TIMEOUT=abc", "camel.main.shutdown-timeout is 'abc'; expected a whole number");
        told.put("CIRCLE_API_URL=ht tp://circle.example", "circle.api-url is malformed; expected an http or https URL");
        told.keySet().forEach(given -> environment.put(given.split("=", 2)[0], given.split("=", 2)[1]));

        assertRefuses(told.values().toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CAMEL_SERVER_HOST|nowhere.invalid|camel.server.host is 'nowhere.invalid'; expected an address",
                "CAMEL_MAIN_SHUTDOWNTIMEOUT|soon|camel.main.shutdown",
                "CAMEL_SERVER_PORT|' 8080'|camel.server.port has a blank, or the end of a line, before or after its value",
                "CAMEL_MANAGEMENT_HOST|'127.0.0.1\n'|camel.management.host has a blank, or the end of a line",
                "SLACK_WEBHOOK_URL|{{env:NO_SUCH_THING}}|slack.webhook-url refers to something that is not set",
            })
    void a_wrong_setting_is_named(String name, String value, String why) throws Exception {
        environment.put(name, value);

        assertRefuses(why);
    }

    @Test
    void a_variable_is_found_whatever_the_language() throws Exception {
        environment.put("JAVA_TOOL_OPTIONS", "-Duser.language=tr");
        environment.put("CIRCLE_REQUESTS_PER_MINUTE", "none");

        assertRefuses("circle.requests-per-minute is 'none'");
    }

    @Test
    void every_variable_is_found_under_every_locale() throws Exception {
        String[] names = {
            "circle.api-token",
            "api.token",
            "mail.host",
            "sync.debounce",
            "links.signup-url",
            "gaps.reminder-interval",
            "workos.webhook-secret",
            "circle.fields.linkedin-url",
            "camel.server.port",
            "camel.main.profile"
        };
        Map<String, String> variables = new HashMap<>();
        for (String name : names) {
            variables.put(name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT), "x");
        }
        try (ChildJvm jvm = ChildJvm.start(EveryLocale.class, folder, variables, names)) {
            assertThat(jvm.exitStatus()).isZero();
            assertThat(jvm.output().strip()).isEqualTo("done");
        }
    }

    @Test
    void files_beside_the_service_are_read_and_the_nearer_wins() throws Exception {
        Files.createDirectory(folder.resolve("config"));
        Files.writeString(folder.resolve("config/application.properties"), "sync.debounce = far\nsync.lease = 5m");
        Files.writeString(folder.resolve("application.properties"), "sync.debounce = near");

        assertThat(assertRefuses("sync.debounce is 'near'; expected a duration"))
                .contains("Settings are read from " + folder.toRealPath().resolve("application.properties"))
                .contains("Settings are read from " + folder.toRealPath().resolve("config/application.properties"));
    }

    @Test
    void a_slip_in_a_file_is_named_with_what_was_meant() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "sync.debouce = 1s\nmy.own = 1");

        assertRefuses("sync.debouce is unknown; expected a known name, the nearest is sync.debounce");
    }

    @Test
    void a_file_that_cannot_be_read_is_named() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "mail.password = \\u00zz" + SECRET);

        assertRefuses("application.properties cannot be read; expected a file of lines such as");
    }

    @Test
    void with_nothing_configured_the_log_tells_where_it_is_and_nothing_else_is_left() throws Exception {
        int port = Ports.next();
        int managementPort = Ports.next();
        Map<String, String> nothing = Map.of(
                "CAMEL_SERVER_PORT", Integer.toString(port),
                "CAMEL_MANAGEMENT_PORT", Integer.toString(managementPort),
                "JAVA_TOOL_OPTIONS", "-Duser.language=tr");
        try (ChildJvm service = ChildJvm.start(Application.class, folder, nothing)) {
            await().atMost(Duration.ofMinutes(3)).until(() -> service.output().contains("to see members"));
            service.stop();

            assertThat(service.output())
                    .contains("The public port is http://localhost:" + port + ", for this machine alone")
                    .contains("The management port is http://localhost:" + managementPort + ", for this machine alone")
                    .doesNotContain("0.0.0.0");
            assertThat(folder.toFile().list()).containsExactly("data");
        }
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
    void routes_that_are_not_there_are_named() throws Exception {
        environment.put("DATABASE_URL", TestDatabases.migrated());
        environment.put("CAMEL_MAIN_ROUTES_INCLUDE_PATTERN", "file:/nowhere/*.camel.yaml");

        assertRefuses("there is no /nowhere; expected", "camel.main.routes-include-pattern");
    }

    @Test
    void a_file_of_routes_that_cannot_be_used_is_named() throws Exception {
        OwnRoutes own =
                OwnRoutes.in(Files.createDirectory(folder.resolve("routes"))).replace("gap-route", "- route: [");
        environment.put("DATABASE_URL", TestDatabases.migrated());
        own.setting().forEach((name, value) -> environment.put("CAMEL_MAIN_ROUTES_INCLUDE_PATTERN", value));

        assertRefuses("gap-route.camel.yaml, line ");
    }

    @Test
    void told_to_stop_during_its_start_it_leaves_no_database_behind() throws Exception {
        Map<String, String> nothing = Map.of(
                "CAMEL_SERVER_PORT", Ports.text(),
                "CAMEL_MANAGEMENT_PORT", Ports.text());
        Path pid = folder.resolve("data/postgres/postmaster.pid");
        try (ChildJvm service = ChildJvm.start(Application.class, folder, nothing)) {
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> Files.exists(pid) && Files.readString(pid).contains("ready"));
            long server = Long.parseLong(Files.readAllLines(pid).get(0).strip());
            service.stop();

            assertThat(service.output()).doesNotContain("to see members").doesNotContain("cannot start");
            await().untilAsserted(() -> assertThat(ProcessHandle.of(server)).isEmpty());
        }
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
            environment.put("CAMEL_SERVER_PORT", Ports.text());

            assertRefuses("camel.management.port is " + taken.getLocalPort(), "expected a free port");
        }
    }

    private String assertRefuses(String... why) throws Exception {
        String[] before = folder.toFile().list();
        try (ChildJvm service = ChildJvm.start(Application.class, folder, environment)) {
            assertThat(service.exitStatus()).isEqualTo(1);
            // Two services that start at once may want the port of the mails, and one takes another.
            assertThat(service.output()
                            .lines()
                            .filter(line -> line.contains(" ERROR ") && !line.contains("SmtpServer")))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains("Circle Sync cannot start: ")
                            .contains(why));
            assertThat(service.output())
                    .doesNotContain("\tat ")
                    .doesNotContain("WARNING")
                    .doesNotContain(SECRET);
            assertThat(folder.toFile().list()).containsExactlyInAnyOrder(before);
            return service.output();
        }
    }
}
