package io.circlesync.merge;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Both sides where every value counts, all that is sent arrives, and each answer is seen. */
final class Sides {

    private Sides() {}

    /** With one time for all that Circle has. */
    static BothSides of(
            FieldValues local,
            FieldValues circle,
            Instant localUpdatedAt,
            Optional<Instant> circleUpdatedAt,
            Optional<FieldValues> base) {
        return of(local, circle, localUpdatedAt, circleUpdatedAt, base, Map.of());
    }

    /** With times of single fields. */
    static BothSides of(
            FieldValues local,
            FieldValues circle,
            Instant localUpdatedAt,
            Optional<Instant> circleUpdatedAt,
            Optional<FieldValues> base,
            Map<SyncedField, Instant> circleFieldTimes) {
        return new BothSides(
                local,
                circle,
                localUpdatedAt,
                circleUpdatedAt,
                base,
                circleFieldTimes,
                Set.of(),
                Set.of(),
                CircleValues.none());
    }
}
