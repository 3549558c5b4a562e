package io.circlesync;

import io.circlesync.queue.QueueSettings;
import io.circlesync.sandbox.Partners;
import java.util.Map;

/** What routes read by a placeholder although nobody has set it like that: what follows from the settings. */
final class Placeholders {

    private static final int RENEWALS_PER_LEASE = 3;

    private Placeholders() {}

    /** All of them by their names. */
    static Map<String, String> of(Settings settings, Partners partners) {
        QueueSettings queue = settings.queue();
        long leaseMillis = queue.lease().toMillis();
        return Map.of(
                "circle.api-url", partners.circle().apiUrl().toString(),
                "mail.host", partners.mail().host(),
                "mail.port", Integer.toString(partners.mail().port()),
                "sync.due-at-once", Boolean.toString(queue.debounce().isZero()),
                "sync.lease-millis", Long.toString(leaseMillis),
                "sync.lease-renewal-millis", Long.toString(Math.max(1, leaseMillis / RENEWALS_PER_LEASE)));
    }
}
