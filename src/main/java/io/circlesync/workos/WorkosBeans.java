package io.circlesync.workos;

import io.circlesync.gap.GapFinder;
import io.circlesync.http.ContentCoding;
import io.circlesync.settings.Settings;
import java.time.Clock;
import org.apache.camel.spi.Registry;

/** Names the beans that the WorkOS route uses. */
public final class WorkosBeans {

    private WorkosBeans() {}

    /** Binds everything. */
    public static void bind(Registry registry, Settings settings, ContentCoding contentCoding, Clock clock) {
        registry.bind("workosSignature", new WorkosSignature(settings.workosWebhookSecret(), contentCoding, clock));
        registry.bind("workosReader", new WorkosReader());
        registry.bind(
                "workosRows",
                new WorkosRows(new WorkosLinking(new GapFinder(settings.gaps().requiredFields()), clock)));
    }
}
