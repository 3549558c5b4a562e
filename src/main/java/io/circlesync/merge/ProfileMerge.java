package io.circlesync.merge;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides field by field what both sides should have. It has no clock and no memory: the same arguments always give the
 * same result.
 *
 * <p>{@code most-recent}: a value beats none, whatever the times; of two different values the later one wins, at the
 * same instant the local one, and a conflict is recorded.
 *
 * <p>{@code three-way}: a field that only one side changed since both last agreed follows that side, a clearing
 * included. What both changed is decided as under {@code most-recent}: so if one side cleared a field and the other
 * gave it another value, the value stays, and nothing that somebody wrote is lost. Without a base it is
 * {@code most-recent}.
 *
 * <p>Texts are compared as a person sees them ({@link io.circlesync.profile.SameText}); where they are the same, the
 * local spelling stays. Where the full names are equal, the local cut into first and last name stays. Under {@code
 * three-way}, all names are compared in Circle's cut, so that a different cut alone is never a change, and the result is
 * cut like the local name as far as that goes.
 */
public final class ProfileMerge {

    private final MergePolicy policy;

    public ProfileMerge(MergePolicy policy) {
        this.policy = policy;
    }

    /**
     * Merges with one time for all that Circle has.
     *
     * @param circleUpdatedAt if unknown, it counts as the oldest time against a value that was edited here, and as the
     *     newest against one that is still the agreed one
     * @param base the values on which both sides last agreed; empty if they never did
     */
    public MergeResult merge(
            FieldValues local,
            FieldValues circle,
            Instant localUpdatedAt,
            Optional<Instant> circleUpdatedAt,
            Optional<FieldValues> base) {
        return merge(new BothSides(local, circle, localUpdatedAt, circleUpdatedAt, base, Map.of()));
    }

    /** Merges with all that is known of both sides. */
    public MergeResult merge(BothSides known) {
        FieldValues local = known.local();
        Instant localUpdatedAt = known.localUpdatedAt();
        Optional<FieldValues> base = known.base();
        boolean threeWay = policy == MergePolicy.THREE_WAY && base.isPresent();
        Comparison sides = Comparison.of(local, known.circle(), threeWay ? base : Optional.empty());
        FieldValues merged = sides.local();
        List<Conflict> conflicts = new ArrayList<>();
        for (SyncedField field : FieldValues.fields(sides.local(), sides.circle())) {
            if (sides.isEqual(field)) {
                continue;
            }
            Optional<Instant> circleTime = circleTime(field, known.circleUpdatedAt(), known.circleFieldTimes());
            Optional<Side> undisputed = sides.undisputedWinner(field)
                    .or(() -> Optional.of(Side.CIRCLE)
                            .filter(side -> circleTime.isEmpty() && isUnedited(field, local, base)));
            Side winner = undisputed.orElseGet(() -> mostRecent(localUpdatedAt, circleTime));
            Optional<String> circleValue = sides.circle().get(field);
            if (undisputed.isEmpty()) {
                String localValue = sides.local().get(field).orElseThrow();
                conflicts.add(new Conflict(
                        field,
                        localValue,
                        circleValue.orElseThrow(),
                        winner,
                        ConflictRule.of(localUpdatedAt, circleTime),
                        localUpdatedAt,
                        circleTime));
            }
            if (winner == Side.CIRCLE) {
                merged = merged.with(field, circleValue.orElse(null));
            }
        }
        return new MergeResult(threeWay ? Names.cutLike(local, merged) : merged, conflicts);
    }

    private static Side mostRecent(Instant localUpdatedAt, Optional<Instant> circleUpdatedAt) {
        return circleUpdatedAt.filter(localUpdatedAt::isBefore).isPresent() ? Side.CIRCLE : Side.LOCAL;
    }

    /** Whether the local value is still the agreed one: what differs from it in Circle is newer, whatever time that is of. */
    private static boolean isUnedited(SyncedField field, FieldValues local, Optional<FieldValues> base) {
        return base.filter(agreed -> field.isName()
                        ? SameText.sameName(local, agreed)
                        : SameText.same(field, local.get(field), agreed.get(field)))
                .isPresent();
    }

    private Optional<Instant> circleTime(
            SyncedField field, Optional<Instant> memberTime, Map<SyncedField, Instant> fieldTimes) {
        boolean ownTime = policy == MergePolicy.THREE_WAY && field.isProfileField();
        return ownTime && fieldTimes.containsKey(field) ? Optional.of(fieldTimes.get(field)) : memberTime;
    }
}
