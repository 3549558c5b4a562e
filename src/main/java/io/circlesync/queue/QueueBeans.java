package io.circlesync.queue;

import io.circlesync.settings.Settings;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Registry;

/** Names the beans and the derived settings of the routes that take members from the queue and give them back. */
public final class QueueBeans {

    private static final int RENEWALS_PER_LEASE = 3;

    private QueueBeans() {}

    /**
     * Binds everything.
     *
     * @return the members that this process holds
     */
    public static Leases bind(CamelContext context, Settings settings, DataSource dataSource, Clock clock)
            throws Exception {
        Settings.Sync sync = settings.sync();
        Leases leases = new Leases(sync.concurrency(), settings.circleCalls().requestsPerMinute(), clock);
        context.addService(new LeaseReturn(leases, dataSource));
        DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        Registry registry = context.getRegistry();
        registry.bind("leases", leases);
        registry.bind("memberRetry", new MemberRetry(sync.maxAttempts(), clock, random));
        registry.bind("profileSearch", new ProfileSearch(sync.maxAttempts(), clock, random));

        PropertiesComponent properties = context.getPropertiesComponent();
        properties.addOverrideProperty(
                "sync.due-at-once", Boolean.toString(sync.debounce().isZero()));
        long leaseMillis = sync.lease().toMillis();
        properties.addOverrideProperty("sync.lease-millis", Long.toString(leaseMillis));
        properties.addOverrideProperty(
                "sync.lease-renewal-millis", Long.toString(Math.max(1, leaseMillis / RENEWALS_PER_LEASE)));
        return leases;
    }
}
