package io.circlesync;

import io.circlesync.circle.KeptKeys;
import io.circlesync.json.Json;
import io.circlesync.queue.QueueSettings;
import java.time.Duration;
import java.util.Map;

/** What routes read by a placeholder although nobody has set it like that: what follows from the settings. */
final class Placeholders {

    private static final int RENEWALS_PER_LEASE = 3;

    private Placeholders() {}

    /** All of them by their names. */
    static Map<String, String> of(Settings settings, Partners partners) {
        QueueSettings queue = settings.queue();
        long leaseMillis = queue.lease().toMillis();
        return Map.ofEntries(
                Map.entry("circle.api-url", partners.circle().apiUrl().toString()),
                Map.entry("mail.host", partners.mail().host()),
                Map.entry("mail.port", Integer.toString(partners.mail().port())),
                Map.entry("sync.due-at-once", Boolean.toString(queue.debounce().isZero())),
                Map.entry("sync.lease-millis", Long.toString(leaseMillis)),
                Map.entry("sync.lease-renewal-millis", Long.toString(Math.max(1, leaseMillis / RENEWALS_PER_LEASE))),
                Map.entry(
                        "retention.events-seconds", seconds(settings.retention().events())),
                Map.entry(
                        "retention.timeline-seconds",
                        seconds(settings.retention().timeline())),
                Map.entry(
                        "circle.kept-keys",
                        Json.write(KeptKeys.of(settings.circle().fields()))),
                // What was sent is the memory of whom not to write to again.
                Map.entry(
                        "retention.outbox-seconds",
                        seconds(longer(
                                settings.retention().outbox(), settings.gaps().reminderInterval()))),
                Map.entry("retention.runs-seconds", seconds(settings.retention().runs())),
                Map.entry(
                        "reconcile.cron",
                        settings.reconcile().schedule().map(Object::toString).orElse("")));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
