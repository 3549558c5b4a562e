package io.circlesync.merge;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a merge looks at.
 *
 * @param localUpdatedAt the last local edit
 * @param circleUpdatedAt the last change in Circle; if unknown, it counts as the oldest time against what was edited here,
 *     and as the newest against what is still the agreed value
 * @param base the values on which both sides last agreed; empty if they never did
 * @param circleFieldTimes Circle's own time per profile field, which is fresher than the member's: that moves for tags
 *     and points too. Used under {@code three-way} only, and never for name and headline, which have no time of their own
 * @param leftAlone fields of which Circle's value does not count, such as a link that would run as a script: it stays there,
 *     and is no difference
 * @param notSent fields whose local value does not get to Circle
 * @param unanswered what was sent to Circle without having seen the answer
 */
public record BothSides(
        FieldValues local,
        FieldValues circle,
        Instant localUpdatedAt,
        Optional<Instant> circleUpdatedAt,
        Optional<FieldValues> base,
        Map<SyncedField, Instant> circleFieldTimes,
        Set<SyncedField> leftAlone,
        Set<SyncedField> notSent,
        CircleValues unanswered) {

    public BothSides {
        circleFieldTimes = Map.copyOf(circleFieldTimes);
        leftAlone = Set.copyOf(leftAlone);
        notSent = Set.copyOf(notSent);
    }

    /** Circle's values as they look beside others: what is left alone there is as it is here. */
    FieldValues beside(FieldValues shown, FieldValues others) {
        FieldValues values = shown;
        for (SyncedField field : leftAlone) {
            values = values.with(field, others.get(field).orElse(null));
        }
        return values;
    }
}
