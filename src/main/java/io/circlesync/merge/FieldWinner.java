package io.circlesync.merge;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Who wins a field in which the sides differ: where only one of them has a value or has changed it, that one; else whoever
 * edited last.
 *
 * @param policy which changes count
 * @param localUpdatedAt when the profile was last edited here
 * @param circleUpdatedAt when the member was last edited in Circle; empty if it is not known
 * @param circleFieldTimes when single fields were, where Circle told
 */
record FieldWinner(
        MergePolicy policy,
        Instant localUpdatedAt,
        Optional<Instant> circleUpdatedAt,
        Map<SyncedField, Instant> circleFieldTimes) {

    /**
     * The side that wins without a look at the times; empty if both have changed the field.
     *
     * @param local the values here, not in the form in which they are compared
     * @param base the values on which both sides last agreed
     */
    Optional<Side> undisputed(SyncedField field, Comparison sides, FieldValues local, Optional<FieldValues> base) {
        return sides.undisputedWinner(field)
                .or(() -> Optional.of(Side.CIRCLE)
                        .filter(side -> circleTime(field).isEmpty() && isUnedited(field, local, base)));
    }

    /** The side that was edited last. */
    Side mostRecent(SyncedField field) {
        return circleTime(field).filter(localUpdatedAt::isBefore).isPresent() ? Side.CIRCLE : Side.LOCAL;
    }

    /** When Circle's value was edited. */
    Optional<Instant> circleTime(SyncedField field) {
        boolean ownTime = policy == MergePolicy.THREE_WAY && field.isProfileField();
        return ownTime && circleFieldTimes.containsKey(field)
                ? Optional.of(circleFieldTimes.get(field))
                : circleUpdatedAt;
    }

    /** Whether the local value is still the agreed one: what differs from it in Circle is newer, whatever time that is of. */
    private static boolean isUnedited(SyncedField field, FieldValues local, Optional<FieldValues> base) {
        return base.filter(agreed -> field.isName()
                        ? SameText.sameName(local, agreed)
                        : SameText.same(field, local.get(field), agreed.get(field)))
                .isPresent();
    }
}
