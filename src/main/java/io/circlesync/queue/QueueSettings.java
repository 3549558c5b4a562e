package io.circlesync.queue;

import io.circlesync.settings.SettingsReader;
import java.time.Duration;

/**
 * How members wait for their sync.
 *
 * @param debounce events of one member within this time become one sync
 * @param concurrency members synced at the same time
 * @param lease how long a member is held; another process takes over after it
 * @param maxAttempts failed attempts after which a member, or the search for one, is given up
 */
public record QueueSettings(Duration debounce, int concurrency, Duration lease, int maxAttempts) {

    /** Reads them. */
    public static QueueSettings read(SettingsReader reader) {
        return new QueueSettings(
                reader.duration("sync.debounce"),
                reader.integer("sync.concurrency", 1, 256),
                reader.positiveDuration("sync.lease"),
                reader.integer("sync.max-attempts", 1, 1000));
    }
}
