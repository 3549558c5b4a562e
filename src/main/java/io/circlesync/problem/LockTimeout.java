package io.circlesync.problem;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Tells that somebody else has held a row for longer than is waited for, which no exception of Spring's stands for. */
public final class LockTimeout {

    /** {@code lock_not_available}, see appendix A of PostgreSQL's manual. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** Whether the exchange's failure is that a row was held for too long. */
    public boolean isMet(Exchange exchange) {
        return isMet(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    static boolean isMet(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState()));
    }
}
