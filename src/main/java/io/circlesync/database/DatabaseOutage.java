package io.circlesync.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once for all that the database is away: while it is, every route that polls fails again and again, and each would
 * log it. One line a minute names the routes that wait, and one tells that it is back.
 */
public final class DatabaseOutage extends ServiceSupport implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseOutage.class);

    /** Enough for every route to have noticed. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
    private static final int ANSWER_TIMEOUT_S = 1;

    /** No connection (08), and a server that shuts down, has crashed or is starting (57P). */
    private static final String AWAY = "08.*|57P.*";

    private static final Pattern STATEMENT = Pattern.compile("sql/([a-z-]+)\\.sql");

    private final DataSource dataSource;
    private final ScheduledExecutorService watch;
    private final Clock clock;
    private final SortedSet<String> waiting = new TreeSet<>();
    private Instant since;
    private Instant lastLine;

    /** @param watch looks whether the database is back, while it is away */
    public DatabaseOutage(DataSource dataSource, ScheduledExecutorService watch, Clock clock) {
        this.dataSource = dataSource;
        this.watch = watch;
        this.clock = clock;
    }

    /** Whether the exchange's failure is that the database cannot be reached. */
    public boolean isAway(Exchange exchange) {
        return isAway(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    /** Whether the failure is that the database cannot be reached. */
    static boolean isAway(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLTransientConnectionException
                        || cause instanceof SQLException sql
                                && sql.getSQLState() != null
                                && sql.getSQLState().matches(AWAY));
    }

    /** Notes that the route of the exchange cannot do its work. */
    public void note(Exchange exchange) {
        note(exchange.getFromRouteId());
    }

    private synchronized void note(String route) {
        waiting.add(route);
        if (since == null && isRunAllowed()) {
            since = clock.instant();
            watch.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        boolean back = answers();
        synchronized (this) {
            Instant now = clock.instant();
            if (back) {
                LOG.warn(
                        "The database answers again; since {}, these waited for it: {}",
                        since.truncatedTo(ChronoUnit.SECONDS),
                        String.join(", ", waiting));
                waiting.clear();
                since = null;
                lastLine = null;
                return;
            }
            if (lastLine == null || !lastLine.plus(BETWEEN_LINES).isAfter(now)) {
                LOG.warn(
                        "The database does not answer since {}: {} wait for it, webhooks and /api are answered with 503",
                        since.truncatedTo(ChronoUnit.SECONDS),
                        String.join(", ", waiting));
                lastLine = now;
            }
            if (isRunAllowed()) {
                watch.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private boolean answers() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(ANSWER_TIMEOUT_S);
        } catch (SQLException e) {
            return false;
        }
    }

    /** A poll that has come to no exchange is told by its statement. */
    private static String statement(String message) {
        Matcher statement = STATEMENT.matcher(message);
        return statement.find() ? statement.group(1) : "a poll";
    }

    @Override
    public void handleException(Throwable exception) {
        handleException("A poll failed", null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    /** A poll has failed. */
    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        if (isAway(exception)) {
            note(exchange == null ? statement(message) : exchange.getFromRouteId());
        } else {
            LOG.warn("{}", message, exception);
        }
    }
}
