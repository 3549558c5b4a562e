package io.circlesync.database;

import io.circlesync.retry.Causes;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** What a failure says of the database, by its SQLSTATE (PostgreSQL's manual, appendix A). */
public final class DatabaseFailure {

    /** A writable server has become one that is read only, as a primary does that was replaced. */
    private static final String READ_ONLY = "25006";

    private static final String DISK_FULL = "53100";

    /**
     * No connection, one whose transaction was left open, a server that has no memory or no connection left, and one that
     * stops, has crashed or is starting.
     */
    private static final Pattern NO_CONNECTION = Pattern.compile("08...|25P03|53[234]..|57P0[1-5]");

    /** Two writers met, or a statement was ended because it took too long. */
    private static final Pattern IN_THE_WAY = Pattern.compile("40...|57014");

    private static final String HELD = "55P03";

    /** Whether the exchange's failure is that a row was held for longer than is waited for. */
    public boolean isHold(Exchange exchange) {
        return isHeld(failure(exchange));
    }

    /** Whether the exchange's failure is that the database takes nothing at the moment, whatever it is. */
    public boolean isAbsence(Exchange exchange) {
        return isAway(failure(exchange));
    }

    /** Whether the exchange's failure is one after which the same may be tried again. */
    public boolean isToPass(Exchange exchange) {
        return isPassing(failure(exchange));
    }

    /** Whether somebody else held a row for longer than is waited for. */
    public static boolean isHeld(Throwable failure) {
        return states(failure).anyMatch(HELD::equals);
    }

    /** Whether the database cannot be reached, or takes nothing at the moment, whatever it is. */
    public static boolean isAway(Throwable failure) {
        return isUnreachable(failure) || isRefusingWrites(failure);
    }

    /** Whether nothing is wrong with what was to be written, so that it may be written another time. */
    public static boolean isPassing(Throwable failure) {
        return isAway(failure)
                || isHeld(failure)
                || states(failure).anyMatch(state -> IN_THE_WAY.matcher(state).matches());
    }

    /** The failure in words that quote nobody's data. */
    static String told(Throwable failure) {
        return isHeld(failure)
                ? "somebody else holds what it would write"
                : states(failure)
                        .findFirst()
                        .map(state -> "the database refused (SQLSTATE " + state + ")")
                        .orElse("the database failed");
    }

    /** Whether the server answers, but takes no writes. */
    static boolean isRefusingWrites(Throwable failure) {
        return isReadOnly(failure) || states(failure).anyMatch(DISK_FULL::equals);
    }

    /** Whether the server is read only. */
    static boolean isReadOnly(Throwable failure) {
        return states(failure).anyMatch(READ_ONLY::equals);
    }

    private static boolean isUnreachable(Throwable failure) {
        return Causes.of(failure).anyMatch(SQLTransientConnectionException.class::isInstance)
                || states(failure)
                        .anyMatch(state -> NO_CONNECTION.matcher(state).matches());
    }

    private static Throwable failure(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }

    private static Stream<String> states(Throwable failure) {
        return Causes.of(failure)
                .filter(SQLException.class::isInstance)
                .flatMap(cause -> Optional.ofNullable(((SQLException) cause).getSQLState()).stream());
    }
}
