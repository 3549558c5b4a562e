package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.fixture.TestDatabases;
import io.circlesync.settings.SettingsException;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A database is used if it is fit for it, and refused in one line and left as it is if not. */
class DatabaseTest {

    private static final String EVERYTHING = """
            SELECT 'relation ' || n.nspname || '.' || c.relname
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema'
            UNION ALL SELECT 'schema ' || nspname FROM pg_namespace ORDER BY 1""";

    private final String url = TestDatabases.create();
    private final JdbcTemplate admin = jdbc(url);

    static Stream<Arguments> unfit() {
        return Stream.of(
                // Tables of others.
                Arguments.of(
                        "CREATE TABLE invoice (id bigint)",
                        "",
                        List.of("schema public", "invoice", "expected an empty schema")),
                Arguments.of("CREATE TABLE profile (id uuid, owner text)", "", List.of("profile", "currentSchema=")),
                Arguments.of("CREATE VIEW only_a_view AS SELECT 1", "", List.of("only_a_view")),
                Arguments.of(
                        "CREATE FUNCTION theirs() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                        "",
                        List.of("schema public", "theirs()")),
                Arguments.of(
                        "CREATE TABLE a (i int); CREATE TABLE b (i int); CREATE TABLE c (i int);"
                                + " CREATE TABLE d (i int); CREATE TABLE e (i int)",
                        "",
                        List.of("(a, b, c, d, …)")),
                Arguments.of(
                        "CREATE TABLE flyway_schema_history (installed_rank int, version text, script text);"
                                + " INSERT INTO flyway_schema_history VALUES (1, '1', 'V1__their_tables.sql');"
                                + " CREATE TABLE theirs (id bigint)",
                        "",
                        List.of("something else", "theirs")),
                // Rights.
                Arguments.of(
                        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                        "&user=stranger",
                        List.of("role stranger may not create tables", "GRANT CREATE ON SCHEMA public TO stranger")),
                Arguments.of(
                        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                        "&user=stranger",
                        List.of("role stranger has no schema", "currentSchema")),
                Arguments.of(
                        "CREATE SCHEMA closed",
                        "&user=stranger&currentSchema=closed",
                        List.of("schema closed", "GRANT USAGE, CREATE ON SCHEMA closed TO stranger")),
                Arguments.of(
                        "SELECT 1",
                        "&user=stranger&currentSchema=missing",
                        List.of("schema missing", "CREATE SCHEMA missing AUTHORIZATION stranger")),
                Arguments.of("SELECT 1", "&user=stranger&currentSchema=missing,public", List.of("schema missing")),
                // The server.
                Arguments.of("SELECT 1", "&options=-c%20default_transaction_read_only=on", List.of("takes no writes")));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void what_is_not_fit_is_refused_in_one_line_and_left_as_it_is(String found, String parameters, List<String> told) {
        admin.execute("DO 'BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END'");
        admin.execute(found);
        List<String> before = admin.queryForList(EVERYTHING, String.class);

        assertThatThrownBy(() -> Database.open(at(as(parameters)), 2))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("database.url ")
                .message()
                .contains(told)
                .hasLineCount(1);
        assertThat(DatabaseLook.at(at(as(parameters)), Clock.systemUTC()).faults())
                .as("seen before the start")
                .singleElement()
                .asString()
                .contains(told);

        assertThat(admin.queryForList(EVERYTHING, String.class)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "SELECT 1, '', public",
        "CREATE EXTENSION pg_stat_statements, '', public",
        "CREATE TABLE invoice (id bigint), &currentSchema=circle_sync, circle_sync",
        "CREATE TABLE profile (id bigint), '&currentSchema=circle_sync,public', circle_sync",
        "CREATE TABLE profile (id bigint), '&currentSchema=%22Our%20Own%22', Our Own",
        "CREATE SCHEMA ready, &currentSchema=ready, ready",
    })
    void an_empty_schema_is_used_and_a_named_one_is_made(String found, String parameters, String schema)
            throws Exception {
        admin.execute(found);

        for (int start = 1; start <= 2; start++) {
            Database database = Database.open(at(as(parameters)), 2);
            assertThat(new JdbcTemplate(database.dataSource())
                            .queryForObject("SELECT count(*) FROM member_sync", Long.class))
                    .isZero();
            database.stop();
        }

        assertThat(admin.queryForList("SELECT schemaname FROM pg_tables WHERE tablename = 'member_sync'", String.class))
                .containsExactly(schema);
    }

    /** Whoever may only read and write rows can run it, once somebody else has made the tables. */
    @Test
    void a_role_that_may_not_create_runs_on_finished_tables() throws Exception {
        Database.open(at(url), 2).stop();
        admin.execute("DO 'BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END'");
        admin.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        admin.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO stranger");

        Database database = Database.open(at(as("&user=stranger")), 2);

        assertThat(new JdbcTemplate(database.dataSource()).queryForObject("SELECT current_user", String.class))
                .isEqualTo("stranger");
        database.stop();
    }

    /** As slow as on large tables, for connections that are cut after one second. */
    @Test
    void a_migration_takes_as_long_as_it_takes() throws Exception {
        admin.execute("CREATE SCHEMA elsewhere");
        admin.execute("CREATE FUNCTION elsewhere.slow() RETURNS event_trigger LANGUAGE plpgsql"
                + " AS 'BEGIN PERFORM pg_sleep(1.5); END'");
        admin.execute("CREATE EVENT TRIGGER slow ON ddl_command_start WHEN TAG IN ('CREATE TRIGGER')"
                + " EXECUTE FUNCTION elsewhere.slow()");
        admin.execute("ALTER DATABASE " + url.replaceAll(".*/(\\w+)\\?.*", "$1") + " SET statement_timeout = '1s'");

        Database database = Database.open(at(as("&socketTimeout=1")), 2);

        assertThat(new JdbcTemplate(database.dataSource()).queryForObject("SELECT count(*) FROM profile", Long.class))
                .isZero();
        database.stop();
    }

    @Test
    void each_connection_of_the_service_is_set_up_alike() throws Exception {
        Map<String, String> all = Map.ofEntries(
                Map.entry("TimeZone", "UTC"),
                Map.entry("synchronous_commit", "on"),
                Map.entry("jit", "off"),
                Map.entry("enable_seqscan", "off"),
                Map.entry("enable_hashjoin", "off"),
                Map.entry("lock_timeout", "5s"),
                Map.entry("statement_timeout", "12s"),
                Map.entry("idle_in_transaction_session_timeout", "10s"),
                Map.entry("tcp_user_timeout", "10000"),
                Map.entry("tcp_keepalives_idle", "30"),
                Map.entry("tcp_keepalives_interval", "5"),
                Map.entry("tcp_keepalives_count", "3"));
        Map<String, String> intake = new HashMap<>(all);
        intake.putAll(Map.of("lock_timeout", "50ms", "statement_timeout", "3s"));
        admin.execute("ALTER DATABASE " + admin.queryForObject("SELECT current_database()", String.class)
                + " SET synchronous_commit = off");

        Database database = Database.open(at(url), 2);
        try {
            assertThat(shown(database.dataSource(), all)).isEqualTo(all);
            assertThat(shown(database.lists(), all)).isEqualTo(all);
            assertThat(shown(database.intake(), all)).isEqualTo(intake);
        } finally {
            database.stop();
        }
    }

    private static Map<String, String> shown(DataSource dataSource, Map<String, String> names) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        return names.keySet().stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        name -> jdbc.queryForObject("SELECT current_setting(?)", String.class, name)));
    }

    @Test
    void two_nodes_that_start_at_once_make_the_tables_once() throws Exception {
        ExecutorService nodes = Executors.newFixedThreadPool(3);
        try {
            Callable<Database> start = () -> Database.open(at(url), 2);
            for (Future<Database> node : nodes.invokeAll(Collections.nCopies(3, start))) {
                node.get().stop();
            }
        } finally {
            nodes.shutdown();
        }

        assertThat(admin.queryForObject(
                        "SELECT count(*) - count(DISTINCT version) FROM flyway_schema_history", Long.class))
                .isZero();
    }

    /** The test's own URL with more parameters; a user among them takes the place of the administrator. */
    private String as(String parameters) {
        return (parameters.contains("user=") ? url.replaceAll("user=\\w+", "") : url) + parameters;
    }

    private static DatabaseSettings at(String url) {
        return new DatabaseSettings(url.replace("?&", "?"), Optional.empty(), Optional.empty());
    }

    private static JdbcTemplate jdbc(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return new JdbcTemplate(dataSource);
    }
}
