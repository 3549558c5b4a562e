package io.circlesync.database;

import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.TransactedPolicy;
import org.apache.camel.spi.UnitOfWork;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the steps of a route in one transaction, and lets what they fail with reach the caller. Camel's own policy counts a
 * failure as dealt with once it has rolled back, so that the error handling of the route that called never sees it.
 *
 * <p>What camel-jdbc fails with is told in Spring's words, as camel-sql's failures are: callers look for one of the two.
 */
public final class OneTransaction implements TransactedPolicy {

    private static final String TASK = "Writing";

    private final SQLExceptionTranslator translator = new SQLExceptionSubclassTranslator();
    private final TransactionTemplate transactions;

    public OneTransaction(PlatformTransactionManager manager) {
        this.transactions = new TransactionTemplate(manager);
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // The steps keep the error handling that their route has.
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        return exchange -> run(steps, exchange);
    }

    private void run(Processor steps, Exchange exchange) {
        UnitOfWork work = exchange.getUnitOfWork();
        work.beginTransactedBy(this);
        try {
            transactions.executeWithoutResult(status -> {
                try {
                    steps.process(exchange);
                } catch (Exception e) {
                    exchange.setException(e);
                }
                if (isFailed(exchange)) {
                    status.setRollbackOnly();
                }
                if (exchange.getException() instanceof SQLException failure) {
                    exchange.setException(translated(failure));
                }
            });
        } catch (TransactionException e) {
            // A connection that is dropped, as one to a server that takes no writes, cannot be rolled back; what came
            // before tells why.
            if (exchange.getException() == null) {
                throw e;
            }
        } finally {
            work.endTransactedBy(this);
        }
    }

    private DataAccessException translated(SQLException failure) {
        DataAccessException known = translator.translate(TASK, null, failure);
        return known == null ? new UncategorizedSQLException(TASK, null, failure) : known;
    }

    /** A failure of which the route's own error handling has taken care is one, too: the steps after it did not run. */
    private static boolean isFailed(Exchange exchange) {
        return exchange.isFailed()
                || exchange.isRollbackOnly()
                || exchange.getExchangeExtension().isErrorHandlerHandledSet()
                        && exchange.getExchangeExtension().isErrorHandlerHandled();
    }
}
