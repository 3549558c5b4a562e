package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A node whose clock is wrong: times are the database's, and nothing comes too early or too late. */
class ForeignClockTest {

    /** Every time that a node writes, by table. */
    private static final Map<String, List<String>> TIMES = Map.of(
            "profile", List.of("updated_at", "changed_at"),
            "change", List.of("changed_at"),
            "gap", List.of("opened_at"),
            "outbox", List.of("created_at"),
            "member_sync", List.of("synced_at"),
            "event", List.of("received_at"));

    /** For this node the database is that far ahead or behind, which is to say that its own clock is behind or ahead. */
    @ParameterizedTest
    @ValueSource(ints = {10, -10})
    void changes_nothing(int minutes) {
        String database = TestDatabases.create();
        JdbcTemplate jdbc = jdbc(database);
        shift(jdbc, minutes);
        jdbc.execute("ALTER DATABASE " + database.replaceAll(".*/(\\w+)\\?.*", "$1")
                + " SET search_path = public, shifted, pg_catalog");
        try (StubCircle circle = new StubCircle()) {
            circle.put(StubCircle.member(1, "ada@example.org", "Ada Lovelace", Instant.parse("2026-01-22T14:55:35Z")));
            Map<String, String> settings = RunningService.with(circle);
            settings.put("database.url", database);
            settings.put("gaps.grace", "0s");
            try (RunningService service = RunningService.start(settings)) {
                assertThat(service.post(
                                        "/webhooks/circle",
                                        "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":1}}")
                                .statusCode())
                        .isEqualTo(200);
                await().until(() -> count(jdbc, "SELECT count(*) FROM profile") == 1);
                String id = jdbc.queryForObject("SELECT id::text FROM profile", String.class);
                assertThat(edit(service, id)).isEqualTo(200);

                await().untilAsserted(() ->
                        assertThat(circle.member(1).get("headline").asText()).isEqualTo("Countess"));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> count(jdbc, "SELECT count(*) FROM outbox WHERE state = 'sent'") > 1);
                assertNoTime(jdbc, "abs(extract(epoch FROM %s - shifted.now())) > 120");
            }
        }
    }

    /** As by a fail-over to a server whose clock is behind. */
    @Test
    void nobody_waits_until_a_clock_that_went_back_is_there_again() {
        String database = TestDatabases.create();
        JdbcTemplate jdbc = jdbc(database);
        shift(jdbc, 60);
        jdbc.execute("ALTER DATABASE " + database.replaceAll(".*/(\\w+)\\?.*", "$1")
                + " SET search_path = public, shifted, pg_catalog");
        try (StubCircle circle = new StubCircle()) {
            circle.put(StubCircle.member(1, "ada@example.org", "Ada Lovelace", Instant.parse("2026-01-22T14:55:35Z")));
            circle.put(StubCircle.member(2, "bob@example.org", "Bob", Instant.parse("2026-01-22T14:55:35Z")));
            Map<String, String> settings = RunningService.with(circle);
            settings.put("database.url", database);
            settings.put("gaps.grace", "0s");
            try (RunningService service = RunningService.start(settings)) {
                changes(service, 1);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> count(jdbc, "SELECT count(*) FROM outbox WHERE state = 'sent'") > 1);

                shift(jdbc, 0);

                changes(service, 2);
                await().until(() -> count(jdbc, "SELECT count(*) FROM profile") == 2);
                String id = jdbc.queryForObject(
                        "SELECT id::text FROM profile WHERE email = 'bob@example.org'", String.class);
                assertThat(edit(service, id)).isEqualTo(200);
                await().untilAsserted(() ->
                        assertThat(circle.member(2).get("headline").asText()).isEqualTo("Countess"));
                int told =
                        jdbc.update("UPDATE outbox SET state = 'pending', sent_at = NULL, due_at = pg_catalog.now()");
                await().atMost(Duration.ofSeconds(30))
                        .until(() ->
                                count(jdbc, "SELECT count(*) FROM outbox WHERE sent_at < pg_catalog.now()") == told);
            }
        }
    }

    /** Has the server tell another time. */
    private static void shift(JdbcTemplate jdbc, int minutes) {
        jdbc.execute("CREATE SCHEMA IF NOT EXISTS shifted");
        for (String function : List.of("now", "clock_timestamp")) {
            jdbc.execute(
                    "CREATE OR REPLACE FUNCTION shifted." + function + "() RETURNS timestamptz LANGUAGE sql STABLE AS"
                            + " $$SELECT pg_catalog." + function + "() + interval '" + minutes + " minutes'$$");
        }
    }

    private static void changes(RunningService service, long member) {
        assertThat(service.post(
                                "/webhooks/circle",
                                "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + member + "}}")
                        .statusCode())
                .isEqualTo(200);
    }

    /** Asserts that no time that a node has written is such a one; {@code %s} stands for its column. */
    static void assertNoTime(JdbcTemplate jdbc, String condition) {
        TIMES.forEach((table, columns) -> columns.forEach(column -> assertThat(
                        count(jdbc, "SELECT count(*) FROM " + table + " WHERE " + condition.replace("%s", column)))
                .as("rows of %s with another %s", table, column)
                .isZero()));
    }

    /** Whoever asks this machine what time it is would bring its clock back in. */
    @Test
    void nobody_asks_another_clock() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            // Circle's stand-in is another party, with a clock of its own.
                            .filter(file -> !file.toString().contains("sandbox"))
                            // Before the start there may be no database to ask.
                            .filter(file -> !file.endsWith("Checks.java"))
                            // It only learns by it that this machine has slept, and asks the database then.
                            .filter(file -> !file.endsWith("DatabaseClock.java"))
                            .filter(file -> asksTheMachine(file)))
                    .isEmpty();
        }
    }

    private static boolean asksTheMachine(Path file) {
        try {
            return Files.readString(file)
                    .matches(
                            "(?s).*(Clock\\.system|InstantSource\\.system|Instant\\.now\\(\\)|currentTimeMillis|LocalDate\\.now\\(\\)).*");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int edit(RunningService service, String id) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + id))
                        .header("Authorization", "Bearer api-token")
                        .header("Content-Type", "application/json")
                        .method("PATCH", BodyPublishers.ofString("{\"headline\":\"Countess\"}")))
                .statusCode();
    }

    private static long count(JdbcTemplate jdbc, String sql) {
        return jdbc.queryForObject(sql, Long.class);
    }

    private static JdbcTemplate jdbc(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return new JdbcTemplate(dataSource);
    }
}
