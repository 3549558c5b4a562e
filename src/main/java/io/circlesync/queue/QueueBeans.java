package io.circlesync.queue;

import io.circlesync.circle.CircleBreaker;
import io.circlesync.circle.CommunityFields;
import io.circlesync.count.Counts;
import io.circlesync.partner.CallBudget;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans of the routes that take members from the queue and give them back. */
public final class QueueBeans {

    private QueueBeans() {}

    /**
     * Binds everything.
     *
     * @param budget of calls to Circle
     * @param breaker knows whether Circle is away
     * @return the members that this process holds
     */
    public static Leases bind(
            CamelContext context,
            QueueSettings settings,
            CallBudget budget,
            CommunityFields community,
            CircleBreaker breaker,
            DataSource dataSource,
            Counts counts,
            Clock clock)
            throws Exception {
        Leases leases = new Leases(settings.concurrency(), budget, clock);
        context.addService(new LeaseReturn(leases, dataSource));
        DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        Registry registry = context.getRegistry();
        registry.bind("leases", leases);
        registry.bind("memberBursts", new MemberBursts(budget, community, breaker, context, clock));
        registry.bind("memberRetry", new MemberRetry(settings.maxAttempts(), breaker, counts, clock, random));
        registry.bind("profileSearch", new ProfileSearch(settings.maxAttempts(), breaker, budget, clock, random));
        return leases;
    }
}
