package io.circlesync.workos;

import io.circlesync.gap.GapFinder;
import io.circlesync.http.ContentCoding;
import java.time.Clock;
import org.apache.camel.spi.Registry;

/** Names the beans that the WorkOS route uses. */
public final class WorkosBeans {

    private WorkosBeans() {}

    /** Binds everything. */
    public static void bind(
            Registry registry, WorkosSettings settings, GapFinder gapFinder, ContentCoding contentCoding, Clock clock) {
        registry.bind("workosSignature", new WorkosSignature(settings.webhookSecret(), contentCoding, clock));
        registry.bind("workosReader", new WorkosReader());
        registry.bind("workosRows", new WorkosRows(new WorkosLinking(gapFinder, clock)));
    }
}
