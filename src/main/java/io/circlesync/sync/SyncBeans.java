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
import io.circlesync.queue.Leases;
import io.circlesync.settings.Settings;
import java.time.Clock;
import java.util.concurrent.ThreadPoolExecutor;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.spi.Registry;

/** Names the beans and the derived settings that the sync routes use. */
public final class SyncBeans {

    /** While it writes one batch, the next gathers: few large batches cost much less than many small ones. */
    private static final int BATCH_WRITERS = 1;

    private static final int SECONDS_PER_MINUTE = 60;

    private SyncBeans() {}

    /**
     * Binds everything.
     *
     * @param settings must name a Circle, real or not
     * @param leases the members that this process holds
     */
    public static void bind(
            CamelContext context,
            Settings settings,
            CircleMemberReader reader,
            CommunityFields community,
            Leases leases,
            Clock clock)
            throws Exception {
        Registry registry = context.getRegistry();
        Settings.Circle circle = settings.circle().orElseThrow();
        Settings.Sync sync = settings.sync();
        registry.bind("circleAnswers", new CircleAnswers(reader, new CircleAccess(clock), clock));
        registry.bind("memberSnapshots", new MemberSnapshots(reader));
        registry.bind("memberEchoes", new MemberEchoes());
        ProfileMerge profileMerge = new ProfileMerge(MergePolicy.of(sync.mergePolicy()));
        CircleWriter writer = new CircleWriter(settings.circleCalls().fields(), sync.pushedFieldTypes(), community);
        registry.bind("circleRequests", new CircleRequests(circle.apiToken(), writer));
        registry.bind(
                "memberSync",
                new MemberSync(
                        profileMerge, writer, new GapFinder(settings.gaps().requiredFields()), sync.push(), clock));
        registry.bind("memberPush", new MemberPush(writer, sync.maxAttempts(), clock));
        registry.bind("syncBatch", new SyncBatch(leases));
        GapSchedule schedule = new GapSchedule(settings.gaps());
        registry.bind("changeDocument", new ChangeDocument(schedule, sync.debounce(), clock));
        registry.bind("oneList", AggregationStrategies.groupedBody());
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
    }
}
