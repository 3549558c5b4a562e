package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.LogLines;
import io.circlesync.fixture.SetClock;
import io.circlesync.fixture.TestDatabases;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the log tells of a server that answers this process and has no connections for all of it. */
class OutageLinesTest {

    /** Runs what is scheduled when the test says so. */
    private static final class Watch extends ScheduledThreadPoolExecutor {

        private Runnable next;

        Watch() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            next = task;
            return null;
        }
    }

    private final SetClock clock = new SetClock(Instant.parse("2026-11-28T03:00:00Z"));
    private final Watch watch = new Watch();

    @Test
    void it_is_told_once_while_it_lasts_and_its_end_when_nobody_has_waited_in_vain_for_a_while() {
        Database database =
                Database.open(new DatabaseSettings(TestDatabases.migrated(), Optional.empty(), Optional.empty()), 2);
        DatabaseOutage outage = new DatabaseOutage(database, watch, clock);
        try (LogLines log = LogLines.of(DatabaseOutage.class)) {
            for (int i = 0; i < 20; i++) {
                outage.note("circle-webhook", new SQLTransientConnectionException("no connection"));
                watch.next.run();
                clock.passes(Duration.ofSeconds(2));
            }
            assertThat(log.lines())
                    .isEqualTo(List.of("WARN The database does not serve all who ask since 2026-11-28T03:00:00Z:"
                            + " circle-webhook wait for it, webhooks and /api are answered with 503"));

            clock.passes(Duration.ofSeconds(5));
            watch.next.run();

            assertThat(log.lines())
                    .hasSize(2)
                    .last()
                    .isEqualTo("WARN The database answers again; since 2026-11-28T03:00:00Z, these waited for it:"
                            + " circle-webhook");
        } finally {
            watch.shutdownNow();
            database.stop();
        }
    }
}
