package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

class EmbeddedDatabaseTest {

    private static final String STARTED = "embedded database started";

    @TempDir
    private Path folder;

    /** The library unpacks the programs once a JVM, and those of the other tests must outlive the folders of these. */
    @BeforeAll
    static void unpackTheProgramsOfTheOtherTestsFirst() {
        TestDatabases.create();
    }

    /** Starts a server, writes a row and waits to be killed. */
    public static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws Exception {
            EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(args[0]));
            jdbc(database).execute("CREATE TABLE kept AS SELECT 'from before' AS word");
            Files.createFile(Path.of(args[0], STARTED));
            Thread.currentThread().join();
        }
    }

    @Test
    void data_outlive_the_server_which_is_as_durable_as_any() throws Exception {
        EmbeddedDatabase first = EmbeddedDatabase.start(folder);
        try {
            assertThat(show(first, "fsync")).isEqualTo("on");
            assertThat(show(first, "synchronous_commit")).isEqualTo("on");
            assertThat(show(first, "full_page_writes")).isEqualTo("on");
            assertThat(show(first, "listen_addresses")).isEqualTo("localhost");
            jdbc(first).execute("CREATE TABLE kept AS SELECT 'from before' AS word");
        } finally {
            first.stop();
        }
        assertThat(folder.resolve("postgres/postmaster.pid")).doesNotExist();

        assertKeptByTheNext();
    }

    @Test
    void a_server_that_a_killed_process_left_behind_is_ended_and_replaced() throws Exception {
        long orphan;
        try (ChildJvm holder = ChildJvm.start(Holder.class, folder, Map.of(), folder.toString())) {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve(STARTED)));
            orphan = Long.parseLong(Files.readAllLines(folder.resolve("postgres/postmaster.pid"))
                    .get(0));
            assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("running");
            assertThat(ProcessHandle.of(orphan)).isPresent();

            holder.kill();
        }
        assertThat(ProcessHandle.of(orphan)).isPresent();

        assertKeptByTheNext();

        assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
    }

    /** The number in the file has been given to another server of the machine, which is none of ours. */
    @Test
    void a_stale_file_costs_no_other_server() throws Exception {
        EmbeddedDatabase first = EmbeddedDatabase.start(folder);
        List<String> told;
        try {
            jdbc(first).execute("CREATE TABLE kept AS SELECT 'from before' AS word");
            told = Files.readAllLines(folder.resolve("postgres/postmaster.pid"));
        } finally {
            first.stop();
        }
        ProcessHandle other = serverOf(TestDatabases.create());
        told.set(0, Long.toString(other.pid()));
        Files.write(folder.resolve("postgres/postmaster.pid"), told);

        assertKeptByTheNext();

        assertThat(other.isAlive()).isTrue();
    }

    /** A folder of an earlier version, which asked for no password, and one whose password was deleted. */
    @Test
    void nobody_comes_in_without_the_password() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(folder);
        jdbc(database).execute("CREATE TABLE kept AS SELECT 'from before' AS word");
        assertAsksForPassword(database);
        database.stop();

        Path access = folder.resolve("postgres/pg_hba.conf");
        Files.writeString(access, "local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all ::1/128 trust\n");
        database = EmbeddedDatabase.start(folder);
        assertAsksForPassword(database);
        database.stop();

        Files.delete(folder.resolve("postgres-password"));
        database = EmbeddedDatabase.start(folder);
        assertAsksForPassword(database);
        database.stop();

        assertKeptByTheNext();
        assertThat(Files.getPosixFilePermissions(folder.resolve("postgres-password")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .as("whoever gets in could replace the programs that the next start runs")
                .isEqualTo("rwx------");
    }

    @Test
    void a_machine_for_which_there_are_no_programs_is_named() throws Exception {
        try (ChildJvm holder = ChildJvm.start(
                Holder.class, folder, Map.of("JAVA_TOOL_OPTIONS", "-Dos.arch=s390x"), folder.toString())) {
            assertThat(holder.exitStatus()).isEqualTo(1);
            assertThat(holder.output())
                    .contains("SettingsException: database.url is not set", "s390x has to be among its programs");
        }
    }

    @Test
    void root_without_user_namespaces_is_told_to_be_somebody_else() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "SKIPPED: this test needs root");
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Files.createSymbolicLink(programs.resolve("sh"), Path.of("/bin/sh"));
        try (ChildJvm holder =
                ChildJvm.start(Holder.class, folder, Map.of("PATH", programs.toString()), folder.toString())) {
            assertThat(holder.exitStatus()).isEqualTo(1);
            assertThat(holder.output())
                    .contains("SettingsException: database.url is not set", "cannot run as root here", "--user 1000");
        }
    }

    private static void assertAsksForPassword(EmbeddedDatabase database) {
        assertThat(show(database, "fsync")).isEqualTo("on");
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.settings().url());
        await().untilAsserted(
                        () -> assertThatThrownBy(dataSource::getConnection).hasMessageContaining("password"));
    }

    private static ProcessHandle serverOf(String url) throws SQLException {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet session = statement.executeQuery("SELECT pg_backend_pid()")) {
            session.next();
            return ProcessHandle.of(session.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow();
        }
    }

    private void assertKeptByTheNext() throws Exception {
        EmbeddedDatabase next = EmbeddedDatabase.start(folder);
        try {
            assertThat(jdbc(next).queryForList("SELECT word FROM kept", String.class))
                    .containsExactly("from before");
        } finally {
            next.stop();
        }
    }

    private static String show(EmbeddedDatabase database, String setting) {
        return jdbc(database).queryForObject("SHOW " + setting, String.class);
    }

    private static JdbcTemplate jdbc(EmbeddedDatabase database) {
        DatabaseSettings settings = database.settings();
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(settings.url());
        dataSource.setUser(settings.username().orElseThrow());
        dataSource.setPassword(settings.password().orElseThrow());
        return new JdbcTemplate(dataSource);
    }
}
