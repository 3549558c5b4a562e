package io.circlesync.merge;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a merge looks at.
 *
 * @param localUpdatedAt the last local edit
 * @param circleUpdatedAt the last change in Circle; if unknown, it counts as the oldest time against what was edited here
 * @param base the values on which both sides last agreed; empty if they never did
 * @param circleFieldTimes Circle's own time per profile field, which is fresher than the member's: that moves for tags
 *     and points too. Used under {@code three-way} only, and never for name and headline, which have no time of their own
 */
public record BothSides(
        FieldValues local,
        FieldValues circle,
        Instant localUpdatedAt,
        Optional<Instant> circleUpdatedAt,
        Optional<FieldValues> base,
        Map<SyncedField, Instant> circleFieldTimes) {

    public BothSides {
        circleFieldTimes = Map.copyOf(circleFieldTimes);
    }
}
