package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** It goes on by itself between two looks at the database, and this machine may sleep meanwhile. */
class DatabaseClockTest {

    private final PGSimpleDataSource database = new PGSimpleDataSource();
    private final List<Runnable> asked = new ArrayList<>();

    @Test
    void the_database_is_asked_at_once_after_a_sleep_and_not_else() throws Exception {
        database.setUrl(TestDatabases.create());
        JdbcTemplate jdbc = new JdbcTemplate(database);
        jdbc.execute("CREATE SCHEMA shifted");
        database.setOptions("-c search_path=shifted,pg_catalog");
        AtomicReference<Duration> slept = new AtomicReference<>(Duration.ZERO);
        hoursAhead(jdbc, 0);
        DatabaseClock clock =
                new DatabaseClock(database, asked::add, () -> Instant.now().plus(slept.get()));

        assertThat(clock.instant())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(asked).isEmpty();

        hoursAhead(jdbc, 8);
        slept.set(Duration.ofHours(8));
        clock.instant();
        clock.instant();
        assertThat(asked).as("once").hasSize(1);
        asked.remove(0).run();

        assertThat(clock.instant())
                .isBetween(
                        Instant.now().plus(Duration.ofHours(8)).minusSeconds(60),
                        Instant.now().plus(Duration.ofHours(8)).plusSeconds(60));
        assertThat(asked).isEmpty();
    }

    private static void hoursAhead(JdbcTemplate jdbc, int hours) {
        jdbc.execute("CREATE OR REPLACE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS"
                + " $$SELECT pg_catalog.clock_timestamp() + interval '" + hours + " hours'$$");
    }
}
