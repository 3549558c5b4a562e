package io.circlesync.database;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Service;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once for all that the database is away, or takes no writes: while it is, every route that polls fails again and
 * again, and each would log it. One line a minute names the routes that wait, and one tells that it is back.
 */
public final class DatabaseOutage implements ExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseOutage.class);

    /** Enough for every route to have noticed. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** A server may answer and still refuse what is written; once nobody has been refused for so long, it is over. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** It may answer this process and have no connections for all of it; once nobody has waited in vain for so long, it is over. */
    private static final Duration SERVED = Duration.ofSeconds(5);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private static final Pattern STATEMENT = Pattern.compile("sql/([a-z-]+)\\.sql");

    private final Database database;
    private final ScheduledExecutorService watch;
    private final Clock clock;
    private final SortedSet<String> waiting = new TreeSet<>();
    private Instant since;
    private Instant lastRefusal = Instant.MIN;
    private Instant lastFailure = Instant.MIN;
    private Instant lastLine;
    private volatile boolean away;
    private volatile boolean ended;

    /** @param watch looks whether the database is back, while it is away */
    public DatabaseOutage(Database database, ScheduledExecutorService watch, Clock clock) {
        this.database = database;
        this.watch = watch;
        this.clock = clock;
    }

    /** What ends with the process, and not with a route that tells this bean of a failure, as Camel would have it. */
    public Service life() {
        return new ServiceSupport() {
            @Override
            protected void doStop() {
                ended = true;
            }
        };
    }

    /** Whether the database was found to be away, or to take no writes, when it was last looked at. */
    public boolean isAway() {
        return away;
    }

    /** Since when it is away, by the clock of this node; empty while it is not. */
    public synchronized Optional<Instant> awaySince() {
        return Optional.ofNullable(since).filter(begin -> away);
    }

    /** Notes that the route of the exchange cannot do its work because of the database. */
    public void note(Exchange exchange) {
        Throwable failure = failure(exchange);
        if (DatabaseFailure.isAway(failure)) {
            note(exchange.getFromRouteId(), failure);
        } else {
            toTryAgain(exchange.getFromRouteId(), failure);
        }
    }

    private static void toTryAgain(String who, Throwable failure) {
        LOG.warn("{} has to try again: {}", who, DatabaseFailure.told(failure));
    }

    /**
     * Notes that somebody cannot do their work, if the database is the reason.
     *
     * @param who a route, or what else has a name
     */
    public void note(String who, Throwable failure) {
        if (!DatabaseFailure.isAway(failure)) {
            return;
        }
        if (DatabaseFailure.isReadOnly(failure)) {
            database.renew();
        }
        synchronized (this) {
            waiting.add(who);
            lastFailure = clock.instant();
            if (DatabaseFailure.isRefusingWrites(failure)) {
                lastRefusal = clock.instant();
                away = true;
            }
            if (since == null && !ended) {
                since = clock.instant();
                watch.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private static Throwable failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }

    private void look() {
        boolean answers = database.takesWrites();
        synchronized (this) {
            Instant now = clock.instant();
            boolean refused = lastRefusal.plus(QUIET).isAfter(now);
            boolean fails = lastFailure.plus(SERVED).isAfter(now);
            away = !answers || refused;
            if (!away && !fails) {
                LOG.warn(
                        "The database answers again; since {}, these waited for it: {}",
                        since.truncatedTo(ChronoUnit.SECONDS),
                        String.join(", ", waiting));
                waiting.clear();
                since = null;
                lastLine = null;
                return;
            }
            // Of connections that only break and are made anew, the line at the end tells enough.
            boolean lasts = away || since.plus(SERVED).isBefore(now);
            if (lasts && (lastLine == null || !lastLine.plus(BETWEEN_LINES).isAfter(now))) {
                LOG.warn(
                        "The database does not {} since {}: {} wait for it, webhooks and /api are answered with 503",
                        refused ? "take what is written" : answers ? "serve all who ask" : "answer",
                        since.truncatedTo(ChronoUnit.SECONDS),
                        String.join(", ", waiting));
                lastLine = now;
            }
            if (!ended) {
                watch.schedule(this::look, LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
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
        String who = exchange == null ? statement(message) : exchange.getFromRouteId();
        if (DatabaseFailure.isAway(exception)) {
            note(who, exception);
        } else if (DatabaseFailure.isPassing(exception)) {
            toTryAgain(who, exception);
        } else {
            LOG.warn("{}", message, exception);
        }
    }
}
