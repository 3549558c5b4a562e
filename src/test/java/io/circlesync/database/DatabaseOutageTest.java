package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.Application;
import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While the database is away the log says so in a line, and not in a trace for each that fails. */
class DatabaseOutageTest {

    /** A few of the pool's own among them. */
    private static final int MOST_LINES = 8;

    @TempDir
    private Path folder;

    @Test
    void an_absence_is_told_in_one_line_and_its_end_in_another() throws Exception {
        String database = TestDatabases.migrated();
        try (StubCircle circle = new StubCircle()) {
            String managementPort = Ports.text();
            Map<String, String> settings = Map.of(
                    "DATABASE_URL",
                    database,
                    "CIRCLE_API_URL",
                    circle.apiUrl(),
                    "CIRCLE_API_TOKEN",
                    StubCircle.TOKEN,
                    "CIRCLE_WEBHOOK_SECRET",
                    "a-long-webhook-secret",
                    "API_TOKEN",
                    "a-long-api-token",
                    "CAMEL_SERVER_PORT",
                    Ports.text(),
                    "CAMEL_MANAGEMENT_PORT",
                    managementPort);
            try (ChildJvm service = ChildJvm.start(Application.class, folder, settings)) {
                await().atMost(Duration.ofSeconds(240))
                        .until(() -> service.output().contains("/sandbox to see"));
                int before = (int) service.output().lines().count();
                asAdministrator(database, "ALTER DATABASE %s ALLOW_CONNECTIONS false");
                asAdministrator(
                        database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'");
                await().atMost(Duration.ofSeconds(120))
                        .until(() -> service.output().contains("does not answer since"));
                await().during(Duration.ofSeconds(5))
                        .atMost(Duration.ofSeconds(120))
                        .until(() -> told(service, before).size() < MOST_LINES);
                // What was read just before stands for a while.
                await().atMost(Duration.ofSeconds(120))
                        .untilAsserted(() -> assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(
                                                "http://localhost:" + managementPort + "/circlesync/overview")))
                                        .body())
                                .as("what the operators' page shows")
                                .contains("The database is away since 2", "DatabaseAway"));
                asAdministrator(database, "ALTER DATABASE %s ALLOW_CONNECTIONS true");
                await().atMost(Duration.ofSeconds(120))
                        .until(() -> service.output().contains("answers again"));

                List<String> said = told(service, before);
                assertThat(said).hasSizeLessThan(MOST_LINES).noneMatch(line -> line.startsWith("\tat "));
                assertThat(said)
                        .filteredOn(line -> line.contains("does not answer"))
                        .as("one a minute")
                        .hasSizeBetween(1, 2)
                        .first()
                        .asString()
                        .contains("member-claim", "outbox-due", "503");
            }
        }
    }

    private static List<String> told(ChildJvm service, int before) {
        return service.output().lines().skip(before).toList();
    }

    private static void asAdministrator(String database, String sql) throws SQLException {
        String name = database.replaceAll(".*/([^/?]+)(\\?.*)?", "$1");
        try (Connection connection = DriverManager.getConnection(database.replace("/" + name, "/postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql.formatted(name));
        }
    }
}
