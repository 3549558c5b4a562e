package io.circlesync.sync;

import static io.circlesync.profile.SyncedField.FIRST_NAME;
import static io.circlesync.profile.SyncedField.LAST_NAME;

import io.circlesync.circle.CircleUpdate;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The base: per field, the last value on which both sides agreed. The name counts as one value, as it is in Circle. */
final class AgreedValues {

    private static final Set<SyncedField> SINGLE = EnumSet.complementOf(EnumSet.of(FIRST_NAME, LAST_NAME));

    private AgreedValues() {}

    /** Whether two sets of values are the same, however the name is cut. */
    static boolean equal(FieldValues one, FieldValues other) {
        return one.fullName().equals(other.fullName())
                && SINGLE.stream().allMatch(field -> one.get(field).equals(other.get(field)));
    }

    /** The base after a sync: what is now equal on both sides, and for the rest what it was. */
    static FieldValues after(Optional<FieldValues> before, FieldValues local, FieldValues circle) {
        FieldValues base = before.orElse(FieldValues.none());
        if (local.fullName().equals(circle.fullName())) {
            base = copy(base, circle, FIRST_NAME);
            base = copy(base, circle, LAST_NAME);
        }
        for (SyncedField field : SINGLE) {
            if (local.get(field).equals(circle.get(field))) {
                base = copy(base, circle, field);
            }
        }
        return base;
    }

    /** The base after a push: what Circle answered for the fields sent, and for the rest as after a sync. */
    static FieldValues afterPush(
            Optional<FieldValues> before, FieldValues local, FieldValues answer, Set<String> sent) {
        FieldValues base = after(before, local, answer);
        if (sent.contains(CircleUpdate.NAME)) {
            base = copy(copy(base, answer, FIRST_NAME), answer, LAST_NAME);
        }
        for (SyncedField field : SINGLE) {
            if (sent.contains(field.jsonName())) {
                base = copy(base, answer, field);
            }
        }
        return base;
    }

    /** The base where pushes were not answered: what Circle shows now of what was sent did arrive. */
    static FieldValues withArrived(FieldValues before, FieldValues circle, Map<String, String> sent) {
        FieldValues base = before;
        if (circle.fullName().isPresent()
                && circle.fullName().equals(Optional.ofNullable(sent.get(CircleUpdate.NAME)))) {
            base = copy(copy(base, circle, FIRST_NAME), circle, LAST_NAME);
        }
        for (SyncedField field : SINGLE) {
            if (circle.get(field).orElse("").equals(sent.get(field.jsonName()))) {
                base = copy(base, circle, field);
            }
        }
        return base;
    }

    private static FieldValues copy(FieldValues target, FieldValues source, SyncedField field) {
        return target.with(field, source.get(field).orElse(null));
    }
}
