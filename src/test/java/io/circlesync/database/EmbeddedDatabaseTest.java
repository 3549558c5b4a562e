package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.ChildJvm;
import io.circlesync.settings.Settings;
import io.circlesync.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

class EmbeddedDatabaseTest {

    private static final String STARTED = "embedded database started";

    @TempDir
    private Path folder;

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
        Settings.Database settings = database.settings();
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(settings.url());
        dataSource.setUser(settings.username().orElseThrow());
        return new JdbcTemplate(dataSource);
    }
}
