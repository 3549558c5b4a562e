package io.circlesync.count;

import io.circlesync.database.SqlFile;
import io.circlesync.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When things went well last. To note a time costs next to nothing, so it is done for each event and each member; it is
 * written down some seconds later, for all nodes and for after a restart.
 */
public final class Successes extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(Successes.class);
    private static final String SQL = SqlFile.read("success-note.sql");
    private static final int PAUSE_S = 5;
    private static final int QUERY_TIMEOUT_S = 5;

    private record Noted(String what, Instant at) {}

    /** In milliseconds since 1970; zero for never. */
    private final Map<Success, AtomicLong> times = new EnumMap<>(Success.class);

    private final Map<Success, Long> written = new EnumMap<>(Success.class);
    private final DataSource dataSource;
    private final ScheduledExecutorService timer;
    private final Clock clock;

    /** @param timer on which times are written down */
    public Successes(DataSource dataSource, ScheduledExecutorService timer, Clock clock) {
        this.dataSource = dataSource;
        this.timer = timer;
        this.clock = clock;
        for (Success success : Success.values()) {
            times.put(success, new AtomicLong());
        }
    }

    /** It has just gone well. */
    public void note(Success success) {
        times.get(success).lazySet(clock.millis());
    }

    @Override
    protected void doStart() {
        timer.scheduleWithFixedDelay(this::write, PAUSE_S, PAUSE_S, TimeUnit.SECONDS);
    }

    /** After the routes and before the database. */
    @Override
    protected void doStop() {
        write();
    }

    private synchronized void write() {
        List<Noted> news = new ArrayList<>();
        Map<Success, Long> seen = new EnumMap<>(Success.class);
        times.forEach((success, time) -> {
            long at = time.get();
            if (at > written.getOrDefault(success, 0L)) {
                seen.put(success, at);
                news.add(new Noted(success.columnValue(), Instant.ofEpochMilli(at)));
            }
        });
        if (news.isEmpty()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setQueryTimeout(QUERY_TIMEOUT_S);
            statement.setString(1, Json.write(news));
            statement.execute();
            written.putAll(seen);
        } catch (SQLException e) {
            // The next look makes up for it, and that the database is away is told elsewhere.
            LOG.debug("The last successes could not be written down", e);
        }
    }
}
