package io.circlesync.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.database.DatabaseSettings;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database is looked at as a start would find it; {@code DatabaseTest} has what the start itself refuses. */
class DatabaseCheckTest {

    private static final int CONNECTIONS = 21;
    private static final int QUOTA = 1_000;

    @Test
    void a_new_database_is_well_and_stays_empty() {
        String url = TestDatabases.create();

        assertThat(lines(url, CONNECTIONS))
                .anyMatch(line ->
                        line.matches("ok database PostgreSQL \\d+, database test_\\d+, schema public, as postgres;"
                                + " there are no tables yet, and the first start makes them"))
                .noneMatch(line -> line.startsWith("not ok"));

        assertThat(jdbc(url).queryForObject("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", Long.class))
                .isZero();
    }

    @Test
    void one_with_our_tables_is_well() {
        String url = TestDatabases.migrated();
        jdbc(url).execute("ALTER DATABASE " + name(url) + " SET timezone = 'UTC'");

        assertThat(lines(url, CONNECTIONS))
                .hasSize(2)
                .anyMatch(
                        line -> line.startsWith("ok database") && line.endsWith("the tables are those of this version"))
                .contains("ok circle 0 of 1000 calls of this month are used (circle.monthly-quota)");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        "SELECT 1",
                        "warning database The database's own time zone is Asia/Kolkata; this service's sessions are in UTC"),
                Arguments.of(
                        "ALTER DATABASE %s SET timezone = 'UTC'; ALTER ROLE postgres IN DATABASE %1$s SET timezone ="
                                + " 'Europe/Berlin'",
                        "The database's own time zone is Europe/Berlin"),
                Arguments.of(
                        "ALTER DATABASE %s CONNECTION LIMIT 5",
                        "not ok database a node takes up to 21 connections (sync.concurrency + 13), and there are 5 for"
                                + " this role and database; expected more"),
                Arguments.of(
                        "UPDATE partner SET month = date_trunc('month', now(), 'UTC'), month_calls = 1000"
                                + " WHERE name = 'circle'",
                        "not ok circle 1000 of 1000 calls of this month are used"),
                Arguments.of(
                        "UPDATE partner SET month = date_trunc('month', now(), 'UTC'), month_calls = 700"
                                + " WHERE name = 'circle'",
                        "warning circle 700 of 1000 calls of this month are used"),
                Arguments.of(
                        "UPDATE partner SET state = 'open', since = now(), reason = '401 The API token is invalid.' WHERE name"
                                + " = 'circle'",
                        "warning database The service has stopped calling circle (401 The API token is invalid.); it asks"
                                + " by itself whether that is mended"),
                Arguments.of(
                        "UPDATE partner SET state = 'open', since = now(), next_at = 'infinity', reason = 'stopped by a person'"
                                + " WHERE name = 'circle'",
                        "warning database The service has stopped calling circle (stopped by a person); it goes on when a"
                                + " person says so (POST /api/partners/circle/close)"),
                Arguments.of(
                        "INSERT INTO flyway_schema_history SELECT 999, '999', 'later', 'SQL', 'V999__later.sql', 0, 'x',"
                                + " now(), 1, true",
                        "warning database The tables are of a later version (999) than this program"),
                Arguments.of(
                        "UPDATE flyway_schema_history SET checksum = 1 WHERE version = '2'",
                        "not ok database database.url leads to a schema whose migration 2 is not this version's"),
                Arguments.of(
                        "DELETE FROM flyway_schema_history WHERE installed_rank ="
                                + " (SELECT max(installed_rank) FROM flyway_schema_history)",
                        "the tables are of an earlier version"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_told_with_what_to_do(String made, String told) {
        String url = TestDatabases.migrated();
        jdbc(url).execute(made.formatted(name(url)));

        assertThat(lines(url, CONNECTIONS)).anyMatch(line -> line.contains(told));
    }

    @Test
    void a_role_that_may_not_write_is_told_with_the_grant() {
        String url = TestDatabases.migrated();
        jdbc(url).execute("DO 'BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END'");
        String theirs = url.replaceAll("user=postgres", "user=stranger");
        assertThat(lines(theirs, CONNECTIONS))
                .anyMatch(line -> line.startsWith("not ok database database.url leads to the schema public")
                        && line.endsWith(
                                "whose tables the role stranger may not read; expected: GRANT SELECT, INSERT, UPDATE,"
                                        + " DELETE ON ALL TABLES IN SCHEMA public TO stranger"));

        jdbc(url).execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO stranger");

        assertThat(lines(theirs, CONNECTIONS))
                .anyMatch(line ->
                        line.startsWith("not ok database database.url leads to the schema public, where the role"
                                        + " stranger may not read and write ")
                                && line.contains("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES"));
    }

    @Test
    void a_clock_that_differs_is_told() {
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(20));
        Clock very = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        String url = TestDatabases.migrated();

        assertThat(lines(url, CONNECTIONS, late))
                .anyMatch(line -> line.matches(
                        "warning database The database's clock is (19|20|21) s behind this machine's, .*NTP"));
        assertThat(lines(url, CONNECTIONS, very))
                .anyMatch(line -> line.matches("not ok database The database's clock is 3[56]\\d\\d s ahead of .*"));
        assertThat(lines(url, CONNECTIONS, Clock.systemUTC())).noneMatch(line -> line.contains("clock"));
    }

    @Test
    void more_connections_than_there_are_is_told() {
        assertThat(lines(TestDatabases.migrated(), 10_000))
                .anyMatch(line -> line.startsWith("not ok database a node takes up to 10000 connections"));
    }

    @Test
    void nobody_there_is_told_without_the_password() {
        assertThat(lines("jdbc:postgresql://localhost:" + Ports.next() + "/x?password=s3cr3t-p4ss", CONNECTIONS))
                .singleElement()
                .asString()
                .startsWith("not ok database database.url cannot be connected to: Connection to localhost:")
                .contains("; expected a server that takes this login")
                .doesNotContain("s3cr3t");
    }

    private static List<String> lines(String url, int connections) {
        return lines(url, connections, Clock.systemUTC());
    }

    private static List<String> lines(String url, int connections, Clock clock) {
        return Asked.lines(DatabaseCheck.of(
                new DatabaseSettings(url, Optional.empty(), Optional.empty()), connections, QUOTA, clock));
    }

    private static JdbcTemplate jdbc(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return new JdbcTemplate(dataSource);
    }

    private static String name(String url) {
        return url.replaceFirst("(?:.*)/([^/?]*)(?:\\?.*|$)", "$1");
    }
}
