package io.circlesync.database;

import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.TransactedPolicy;
import org.apache.camel.spi.UnitOfWork;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the steps of a route in one transaction, and leaves what they fail with as it is. Camel's own policy counts a
 * failure as dealt with once it has rolled back, so that the error handling of the route that called never sees it.
 */
public final class OneTransaction implements TransactedPolicy {

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
            });
        } finally {
            work.endTransactedBy(this);
        }
    }

    /** A failure of which the route's own error handling has taken care is one, too: the steps after it did not run. */
    private static boolean isFailed(Exchange exchange) {
        return exchange.isFailed()
                || exchange.isRollbackOnly()
                || exchange.getExchangeExtension().isErrorHandlerHandledSet()
                        && exchange.getExchangeExtension().isErrorHandlerHandled();
    }
}
