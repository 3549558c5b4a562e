package io.circlesync.merge;

import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Optional;

/**
 * Both sides had a value of one field, and the values differed.
 *
 * @param rule why that side won
 * @param localUpdatedAt the local time that was compared
 * @param circleUpdatedAt Circle's time that was compared; empty if it is unknown, which counts as the oldest
 */
public record Conflict(
        SyncedField field,
        String localValue,
        String circleValue,
        Side winner,
        ConflictReason rule,
        Instant localUpdatedAt,
        Optional<Instant> circleUpdatedAt) {

    /** Leaves out the values, which are people's data and stay out of logs. */
    @Override
    public String toString() {
        return "Conflict[" + field + ", winner=" + winner + "]";
    }
}
