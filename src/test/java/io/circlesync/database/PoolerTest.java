package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Ports;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.settings.SettingsException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * PgBouncer hands one session to many clients: the service, whose sessions are set up for it, does not start on one, and
 * leaves nothing in it. Skipped where there is no PgBouncer ({@code apt-get install pgbouncer}).
 */
class PoolerTest {

    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    private final String url = TestDatabases.create();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "transaction, extra_float_digits",
        "session, extra_float_digits",
        "transaction, 'extra_float_digits,options'",
        "session, 'extra_float_digits,options'",
        "transaction, 'search_path'",
    })
    void a_pooler_is_refused_in_one_line_and_left_as_it_is(String mode, String ignored) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "there is no PgBouncer here");
        try (Pooler pooler = Pooler.start(folder, url, mode, ignored)) {
            assertThatThrownBy(() ->
                            Database.open(new DatabaseSettings(pooler.url(), Optional.empty(), Optional.empty()), 2))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageStartingWith("database.url leads through a pooler")
                    .hasMessageContaining("expected PostgreSQL's own port")
                    .message()
                    .hasLineCount(1);

            assertThat(DatabaseLook.at(
                                    new DatabaseSettings(pooler.url(), Optional.empty(), Optional.empty()),
                                    Clock.systemUTC())
                            .faults())
                    .as("seen before the start")
                    .anyMatch(fault -> fault.startsWith("leads through a pooler"));

            if (ignored.contains("float")) {
                // Whoever is handed the session next.
                assertThat(jdbc(pooler.url())
                                .queryForList(
                                        "SELECT current_setting(name) FROM unnest(ARRAY['enable_seqscan', 'lock_timeout',"
                                                + " 'statement_timeout', 'circlesync.session']) AS name"
                                                + " WHERE current_setting(name, true) IS NOT NULL",
                                        String.class))
                        .containsExactly("on", "0", "0");
            }
        }
        assertThat(jdbc(url).queryForObject("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", Long.class))
                .isZero();
    }

    private static JdbcTemplate jdbc(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return new JdbcTemplate(dataSource);
    }

    private record Pooler(Process process, String url) implements AutoCloseable {

        static Pooler start(Path folder, String database, String mode, String ignored) throws IOException {
            int port = Ports.next();
            Path settings = folder.resolve("pgbouncer.ini");
            Files.writeString(settings, """
                    [databases]
                    * = host=127.0.0.1 port=%s user=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = %s
                    ignore_startup_parameters = %s
                    """.formatted(database.replaceAll(".*:(\\d+)/.*", "$1"), port, mode, ignored));
            // It does not run as root.
            Stream<String> user =
                    System.getProperty("user.name").equals("root") ? Stream.of("-u", "nobody") : Stream.of();
            Process process = new ProcessBuilder(
                            Stream.of(Stream.of(PROGRAM.toString()), user, Stream.of(settings.toString()))
                                    .flatMap(arguments -> arguments)
                                    .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                    .start();
            await().until(() -> isListening(port));
            return new Pooler(process, database.replaceAll(":\\d+/", ":" + port + "/"));
        }

        private static boolean isListening(int port) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
