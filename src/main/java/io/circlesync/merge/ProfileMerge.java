package io.circlesync.merge;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
 * local spelling stays. Where the full names are equal, the local cut into first and last name stays. Somebody who takes
 * one word for their name, and another one than the first of what was agreed, has no last name any more: such a name is
 * taken as a whole. Under {@code three-way}, all names are compared in Circle's cut, so that a different cut alone is never a change, and the result is
 * cut like the local name as far as that goes.
 *
 * <p>Under either policy a local value stands that cannot get to Circle, or is under way, for as long as nobody touches
 * what stands there; and a name is never lost, for Circle takes no empty one.
 */
public final class ProfileMerge {

    private final MergePolicy policy;

    public ProfileMerge(MergePolicy policy) {
        this.policy = policy;
    }

    /**
     * Merges with all that is known of both sides.
     *
     * <p>If Circle shows nothing but the base, nobody edited anything there: its time is not looked at, and there is no
     * conflict. That ends echoes of our own writes.
     */
    public MergeResult merge(BothSides known) {
        FieldValues shown = known.beside(known.circle(), known.base().orElse(FieldValues.none()));
        Optional<UnansweredPush> unanswered =
                known.base().map(base -> new UnansweredPush(known.unanswered(), base, shown));
        Optional<FieldValues> agreed = unanswered.map(UnansweredPush::base);
        CircleValues cut = unanswered.map(UnansweredPush::cut).orElse(CircleValues.none());
        boolean bringsNews =
                agreed.filter(base -> AgreedValues.equal(base, shown)).isEmpty();
        List<Conflict> conflicts = new ArrayList<>();
        FieldValues decided = decide(known, shown, agreed, bringsNews, conflicts);
        Set<SyncedField> standing = standing(known, shown, agreed);
        if (bringsNews) {
            conflicts.removeIf(conflict -> standing.contains(conflict.field()));
        } else {
            conflicts.clear();
        }
        return new MergeResult(
                withoutLosingTheName(with(standing, known.local(), decided), known.local(), shown),
                conflicts,
                shown,
                agreed,
                cut);
    }

    private FieldValues decide(
            BothSides known,
            FieldValues shown,
            Optional<FieldValues> base,
            boolean bringsNews,
            List<Conflict> conflicts) {
        FieldValues local = known.local();
        FieldWinner decision = new FieldWinner(
                policy,
                known.localUpdatedAt(),
                known.circleUpdatedAt().filter(time -> bringsNews),
                known.circleFieldTimes());
        boolean threeWay = policy == MergePolicy.THREE_WAY && base.isPresent();
        Comparison sides = Comparison.of(local, known.beside(shown, local), threeWay ? base : Optional.empty());
        boolean isOneName = base.isPresent() && sides.isAnotherName();
        FieldValues merged = sides.local();
        for (SyncedField field : FieldValues.fields(sides.local(), sides.circle())) {
            if (sides.isEqual(field)) {
                continue;
            }
            // Of a name that is taken as a whole, the last name follows the first.
            SyncedField decisive = isOneName && field.isName() ? SyncedField.FIRST_NAME : field;
            Optional<Side> undisputed = isOneName && field.isName() && sides.haveBothChangedTheName()
                    ? Optional.empty()
                    : decision.undisputed(decisive, sides, local, base);
            Side winner = undisputed.orElseGet(() -> decision.mostRecent(decisive));
            Optional<String> circleValue = sides.circle().get(field);
            if (undisputed.isEmpty() && decisive.equals(field)) {
                String localValue = sides.local().get(field).orElseThrow();
                Optional<Instant> circleTime = decision.circleTime(field);
                conflicts.add(new Conflict(
                        field,
                        localValue,
                        circleValue.orElseThrow(),
                        winner,
                        ConflictReason.of(known.localUpdatedAt(), circleTime),
                        known.localUpdatedAt(),
                        circleTime));
            }
            if (winner == Side.CIRCLE) {
                merged = merged.with(field, circleValue.orElse(null));
            }
        }
        return threeWay ? Names.cutLike(local, merged) : merged;
    }

    /**
     * The fields with a local value that does not get to Circle, or has not yet, and where nobody in Circle has touched
     * what it was preferred to: however often the member changes otherwise, the old value there is no edit to lose the
     * local one to.
     */
    private static Set<SyncedField> standing(BothSides known, FieldValues shown, Optional<FieldValues> agreed) {
        FieldValues local = known.local();
        CircleValues underWay = known.unanswered()
                .only((name, sent) -> CircleValues.isSame(name, sent, CircleValues.text(name, local)));
        return agreed.isEmpty()
                ? Set.of()
                : local.fields().stream()
                        .filter(field -> known.notSent().contains(field)
                                || underWay.names().contains(CircleValues.nameOf(field)))
                        .filter(field -> AgreedValues.equal(field, agreed.get(), shown))
                        // A name stands as a whole: a part that is empty here is not filled in from a name that was
                        // cut.
                        .flatMap(field -> CircleValues.fields(CircleValues.nameOf(field)).stream())
                        .collect(Collectors.toSet());
    }

    /** Circle takes no empty name, so one that was cleared on either side would never be equal on both. */
    private static FieldValues withoutLosingTheName(FieldValues merged, FieldValues local, FieldValues circle) {
        return merged.fullName().isPresent()
                ? merged
                : Names.take(merged, circle.fullName().isPresent() ? circle : local);
    }

    private static FieldValues with(Set<SyncedField> fields, FieldValues from, FieldValues to) {
        FieldValues values = to;
        for (SyncedField field : fields) {
            values = values.with(field, from.get(field).orElse(null));
        }
        return values;
    }
}
