package io.circlesync.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's time, so that all nodes have one, whatever their own clocks show: who edited last is decided by it. It is
 * asked for now and then, and goes on by what has passed since. In whole milliseconds, as Circle tells its times.
 */
public final class DatabaseClock extends Clock {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);

    /** Quartz oscillators drift apart by less than a millisecond in this time. */
    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(30);

    /** What took longer to come says too little about when it was. */
    private static final Duration LONGEST_WAY = Duration.ofSeconds(1);

    /** More than a machine's own clock is set by in passing. */
    private static final Duration STEP = Duration.ofSeconds(1);

    /**
     * What the database showed at a moment of this process, by {@link System#nanoTime()}.
     *
     * @param machine what the machine's clock showed then
     */
    private record Reading(Instant time, long nanos, Instant machine) {

        Instant now() {
            return time.plusNanos(passed());
        }

        /** Whether the machine has slept since, of which the counter of nanoseconds knows nothing, or somebody has set its clock. */
        boolean isDoubtful(Instant machinesNow) {
            return Duration.between(machine.plusNanos(passed()), machinesNow)
                            .abs()
                            .compareTo(STEP)
                    > 0;
        }

        private long passed() {
            return System.nanoTime() - nanos;
        }
    }

    private final DataSource dataSource;
    private final Executor thread;
    private final InstantSource machine;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Reading reading;

    DatabaseClock(DataSource dataSource, Executor thread, InstantSource machine) throws SQLException {
        this.dataSource = dataSource;
        this.thread = thread;
        this.machine = machine;
        this.reading = read();
    }

    /**
     * A clock that has been set and is kept right.
     *
     * @throws SQLException if the database does not tell the time
     */
    public static DatabaseClock start(DataSource dataSource, ScheduledExecutorService thread) throws SQLException {
        DatabaseClock clock = new DatabaseClock(dataSource, thread, InstantSource.system());
        thread.scheduleWithFixedDelay(
                clock::setRight, BETWEEN_READINGS.toMillis(), BETWEEN_READINGS.toMillis(), TimeUnit.MILLISECONDS);
        return clock;
    }

    @Override
    public Instant instant() {
        Reading last = reading;
        if (last.isDoubtful(machine.instant()) && asking.compareAndSet(false, true)) {
            thread.execute(() -> {
                try {
                    setRight();
                } finally {
                    asking.set(false);
                }
            });
        }
        return last.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Times are in UTC");
    }

    private void setRight() {
        try {
            long start = System.nanoTime();
            Reading next = read();
            if (System.nanoTime() - start < LONGEST_WAY.toNanos()) {
                reading = next;
            }
        } catch (SQLException e) {
            // Others say that the database is away; until it is back, what has passed is counted.
            LOG.debug("The database did not tell the time: {}", e.getMessage());
        }
    }

    private Reading read() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            long start = System.nanoTime();
            try (ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
                long halfway = start + (System.nanoTime() - start) / 2;
                row.next();
                Instant halfwayHere = machine.instant().minusNanos(System.nanoTime() - halfway);
                return new Reading(row.getObject(1, OffsetDateTime.class).toInstant(), halfway, halfwayHere);
            }
        }
    }
}
