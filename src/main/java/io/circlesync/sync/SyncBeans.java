package io.circlesync.sync;

import io.circlesync.circle.CircleMemberReader;
import io.circlesync.circle.CircleWriter;
import io.circlesync.count.Counts;
import io.circlesync.gap.GapFinder;
import io.circlesync.merge.ProfileMerge;
import io.circlesync.queue.Leases;
import java.time.Clock;
import java.util.concurrent.ThreadPoolExecutor;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.spi.Registry;

/** Names the beans that the sync routes use. */
public final class SyncBeans {

    /** While it writes one batch, the next gathers: few large batches cost much less than many small ones. */
    private static final int BATCH_WRITERS = 1;

    private SyncBeans() {}

    /**
     * Binds everything.
     *
     * @param maxAttempts attempts after which a member is given up to whom Circle does not let us write
     * @param leases the members that this process holds
     * @return foresees what syncs would change
     */
    public static MemberPreviews bind(
            CamelContext context,
            SyncSettings settings,
            int maxAttempts,
            Leases leases,
            CircleMemberReader reader,
            CircleWriter writer,
            GapFinder gapFinder,
            Counts counts,
            Clock clock) {
        Registry registry = context.getRegistry();
        ProfileMerge merge = new ProfileMerge(settings.mergePolicy());
        registry.bind("memberSnapshots", new MemberSnapshots(reader));
        registry.bind("memberEchoes", new MemberEchoes(counts));
        MemberSync sync = new MemberSync(merge, writer, gapFinder, settings.push(), clock);
        registry.bind("memberSync", sync);
        registry.bind("memberPush", new MemberPush(writer, maxAttempts, counts, clock));
        registry.bind("syncBatch", new SyncBatch(leases, counts));
        registry.bind("oneList", AggregationStrategies.groupedBody());
        BatchWriters writers = new BatchWriters((ThreadPoolExecutor)
                context.getExecutorServiceManager().newFixedThreadPool(context, "member-writer", BATCH_WRITERS));
        registry.bind("batchWriters", writers);
        registry.bind("memberWriters", writers.threads());
        MemberPreviews previews = new MemberPreviews(sync, clock);
        registry.bind("memberPreviews", previews);
        return previews;
    }
}
