package io.circlesync.retention;

import io.circlesync.settings.SettingsReader;
import java.time.Duration;

/**
 * How long what is over and done with is kept.
 *
 * @param events from when they were received
 * @param timeline changes of profiles and conflicts, from when they were written
 * @param outbox messages, from when they were made
 * @param runs replays and reconciliations, from when they ended
 */
public record RetentionSettings(Duration events, Duration timeline, Duration outbox, Duration runs) {

    /** Reads them. */
    public static RetentionSettings read(SettingsReader reader) {
        return new RetentionSettings(
                reader.positiveDuration("retention.events"),
                reader.positiveDuration("retention.timeline"),
                reader.positiveDuration("retention.outbox"),
                reader.positiveDuration("retention.runs"));
    }
}
