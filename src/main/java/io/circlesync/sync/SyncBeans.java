package io.circlesync.sync;

import io.circlesync.change.ChangeDocument;
import io.circlesync.circle.CircleAccess;
import io.circlesync.circle.CircleAnswers;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.circle.CircleRequests;
import io.circlesync.circle.CircleWriter;
import io.circlesync.circle.CommunityFields;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapSchedule;
import io.circlesync.merge.MergePolicy;
import io.circlesync.merge.ProfileMerge;
import io.circlesync.settings.Settings;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.DoubleSupplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Registry;

/** Names the beans and the derived settings that the sync routes use. */
public final class SyncBeans {

    /** While it writes one batch, the next gathers: few large batches cost much less than many small ones. */
    private static final int BATCH_WRITERS = 1;

    private static final int SECONDS_PER_MINUTE = 60;
    private static final int RENEWALS_PER_LEASE = 3;

    private SyncBeans() {}

    /** Binds everything; {@code settings} must name a Circle, real or not. */
    public static void bind(
            CamelContext context,
            Settings settings,
            CircleMemberReader reader,
            CommunityFields community,
            DataSource dataSource,
            Clock clock)
            throws Exception {
        Registry registry = context.getRegistry();
        Settings.Circle circle = settings.circle().orElseThrow();
        Settings.Sync sync = settings.sync();
        Leases leases = new Leases(sync.concurrency(), settings.circleCalls().requestsPerMinute(), clock);
        registry.bind("circleAnswers", new CircleAnswers(reader, new CircleAccess(clock), clock));
        registry.bind("memberSnapshots", new MemberSnapshots(reader));
        registry.bind("memberEchoes", new MemberEchoes());
        registry.bind("leases", leases);
        context.addService(new LeaseReturn(leases, dataSource));
        ProfileMerge profileMerge = new ProfileMerge(MergePolicy.of(sync.mergePolicy()));
        CircleWriter writer = new CircleWriter(settings.circleCalls().fields(), sync.pushedFieldTypes(), community);
        registry.bind("circleRequests", new CircleRequests(circle.apiToken(), writer));
        registry.bind(
                "memberSync",
                new MemberSync(
                        profileMerge, writer, new GapFinder(settings.gaps().requiredFields()), sync.push(), clock));
        registry.bind("memberPush", new MemberPush(writer, sync.maxAttempts(), clock));
        DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        registry.bind("profileSearch", new ProfileSearch(sync.maxAttempts(), clock, random));
        registry.bind("syncBatch", new SyncBatch(leases));
        GapSchedule schedule = new GapSchedule(settings.gaps());
        registry.bind("changeDocument", new ChangeDocument(schedule, sync.debounce(), clock));
        registry.bind("oneList", AggregationStrategies.groupedBody());
        registry.bind("memberRetry", new MemberRetry(sync.maxAttempts(), clock, random));
        BatchWriters writers = new BatchWriters((ThreadPoolExecutor)
                context.getExecutorServiceManager().newFixedThreadPool(context, "member-writer", BATCH_WRITERS));
        registry.bind("batchWriters", writers);
        registry.bind("memberWriters", writers.threads());

        PropertiesComponent properties = context.getPropertiesComponent();
        properties.addOverrideProperty("circle.api-url", circle.apiUrl().toString());
        int callsPerMinute = settings.circleCalls().requestsPerMinute();
        // Spread over the minute, so that nobody waits long for a place after a burst.
        int callsPerPeriod = Math.max(1, callsPerMinute / SECONDS_PER_MINUTE);
        properties.addOverrideProperty("circle.calls-per-period", Integer.toString(callsPerPeriod));
        properties.addOverrideProperty(
                "circle.period-millis", Long.toString(60_000L * callsPerPeriod / callsPerMinute));
        properties.addOverrideProperty(
                "sync.due-at-once", Boolean.toString(sync.debounce().isZero()));
        long leaseMillis = sync.lease().toMillis();
        properties.addOverrideProperty("sync.lease-millis", Long.toString(leaseMillis));
        properties.addOverrideProperty(
                "sync.lease-renewal-millis", Long.toString(Math.max(1, leaseMillis / RENEWALS_PER_LEASE)));
    }
}
