package io.circlesync.merge;

import static io.circlesync.profile.SyncedField.FIRST_NAME;
import static io.circlesync.profile.SyncedField.LAST_NAME;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.util.Optional;

/**
 * Both sides in a form in which each field can be compared, and under {@code three-way} the values on which they last
 * agreed.
 */
record Comparison(FieldValues local, FieldValues circle, Optional<FieldValues> agreed) {

    static Comparison of(FieldValues local, FieldValues circle, Optional<FieldValues> agreed) {
        if (SameText.sameName(local, circle)) {
            FieldValues sameCut = Names.take(circle, local);
            return new Comparison(local, sameCut, agreed.map(values -> Names.take(values, local)));
        }
        if (agreed.isEmpty()) {
            return new Comparison(local, circle, agreed);
        }
        FieldValues base = agreed.get();
        boolean oneHasNoName = local.fullName().isEmpty() || circle.fullName().isEmpty();
        boolean bothChanged = !SameText.sameName(base, local) && !SameText.sameName(base, circle);
        // Cleared here and changed there: the name that is left stays as a whole, not only the part that differs.
        FieldValues comparableBase =
                oneHasNoName && bothChanged ? Names.take(base, FieldValues.none()) : Names.cutLikeCircle(base);
        return new Comparison(Names.cutLikeCircle(local), Names.cutLikeCircle(circle), Optional.of(comparableBase));
    }

    boolean isEqual(SyncedField field) {
        return same(field, local, circle);
    }

    /**
     * Whether one side has another first name and no last name, so that both together would be nobody's. Where one side alone has
     * changed the name since both agreed, that is no question.
     */
    boolean isAnotherName() {
        return (agreed.isEmpty() || haveBothChangedTheName())
                && local.get(FIRST_NAME).isPresent()
                && circle.get(FIRST_NAME).isPresent()
                && local.get(LAST_NAME).isPresent() != circle.get(LAST_NAME).isPresent()
                && !isEqual(FIRST_NAME);
    }

    /** Whether neither side has kept the name on which both agreed. */
    boolean haveBothChangedTheName() {
        return agreed.filter(base -> !SameText.sameName(base, local) && !SameText.sameName(base, circle))
                .isPresent();
    }

    /** The side that wins without a look at the times; empty if both have a value and neither kept the agreed one. */
    Optional<Side> undisputedWinner(SyncedField field) {
        if (agreed.filter(base -> same(field, local, base)).isPresent()) {
            return Optional.of(Side.CIRCLE);
        }
        if (agreed.filter(base -> same(field, circle, base)).isPresent()) {
            return Optional.of(Side.LOCAL);
        }
        if (local.get(field).isEmpty()) {
            return Optional.of(Side.CIRCLE);
        }
        return circle.get(field).isEmpty() ? Optional.of(Side.LOCAL) : Optional.empty();
    }

    private static boolean same(SyncedField field, FieldValues one, FieldValues other) {
        return SameText.same(field, one.get(field), other.get(field));
    }
}
