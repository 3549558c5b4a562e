package io.circlesync.merge;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.util.Collection;

/**
 * The base: per field, the value that Circle showed when it was last decided what both sides should have. Mostly that is
 * what both agree on; where a local value does not get to Circle, it is what stands there instead. Whatever differs from
 * the base in Circle is an edit, and nothing else is. The name counts as one value, as it is in Circle.
 */
public final class AgreedValues {

    private AgreedValues() {}

    /** Whether two sets of values are the same, however the name is cut. */
    public static boolean equal(FieldValues one, FieldValues other) {
        return one.equals(other) || FieldValues.fields(one, other).stream().allMatch(field -> equal(field, one, other));
    }

    /** Whether both have the same in one field. */
    static boolean equal(SyncedField field, FieldValues one, FieldValues other) {
        return field.isName() ? SameText.sameName(one, other) : SameText.same(field, one.get(field), other.get(field));
    }

    /** The base after a push: what Circle answered for what was sent, by its names, and for the rest what it was. */
    public static FieldValues afterPush(FieldValues before, FieldValues answer, Collection<String> sent) {
        return CircleValues.copy(sent, answer, before);
    }
}
