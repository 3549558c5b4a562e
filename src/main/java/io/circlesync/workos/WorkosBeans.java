package io.circlesync.workos;

import io.circlesync.count.Counts;
import io.circlesync.gap.GapFinder;
import io.circlesync.http.ContentCoding;
import io.circlesync.http.Room;
import java.time.Clock;
import org.apache.camel.spi.Registry;

/** Names the beans that the WorkOS route uses. */
public final class WorkosBeans {

    /** An event that waits for a profile which somebody holds keeps a connection. */
    private static final int EVENTS_AT_ONCE = 4;

    private static final int EVENTS_WAITING = 50;

    private WorkosBeans() {}

    /** Binds everything. */
    public static void bind(
            Registry registry,
            WorkosSettings settings,
            GapFinder gapFinder,
            ContentCoding contentCoding,
            Counts counts,
            Clock clock) {
        registry.bind("workosSignature", new WorkosSignature(settings.webhookSecret(), contentCoding, counts, clock));
        registry.bind("workosRoom", new Room(EVENTS_AT_ONCE, EVENTS_WAITING, "/webhooks/workos"));
        registry.bind("workosReader", new WorkosReader());
        registry.bind("workosRows", new WorkosRows(new WorkosLinking(gapFinder, clock), counts));
    }
}
