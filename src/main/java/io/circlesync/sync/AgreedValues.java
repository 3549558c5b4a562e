package io.circlesync.sync;

import io.circlesync.circle.CircleUpdate;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The base: per field, the value that Circle showed when it was last decided what both sides should have. Mostly that is
 * what both agree on; where a local value does not get to Circle, it is what stands there instead. Whatever differs from
 * the base in Circle is an edit, and nothing else is. The name counts as one value, as it is in Circle.
 */
final class AgreedValues {

    private AgreedValues() {}

    /** Whether two sets of values are the same, however the name is cut. */
    static boolean equal(FieldValues one, FieldValues other) {
        return one.equals(other) || FieldValues.fields(one, other).stream().allMatch(field -> equal(field, one, other));
    }

    /** Whether both have the same in one field. */
    static boolean equal(SyncedField field, FieldValues one, FieldValues other) {
        return field.isName() ? SameText.sameName(one, other) : SameText.same(field, one.get(field), other.get(field));
    }

    /** The base after a push: what Circle answered for the fields sent, and for the rest what it was. */
    static FieldValues afterPush(FieldValues before, FieldValues answer, Set<String> sent) {
        FieldValues base = before;
        for (String name : sent) {
            base = copy(base, answer, name);
        }
        return base;
    }

    /** The base where pushes were not answered: what Circle shows now of what was sent did arrive. */
    static FieldValues withArrived(FieldValues before, FieldValues circle, Map<String, String> sent) {
        FieldValues base = before;
        for (Map.Entry<String, String> entry : sent.entrySet()) {
            if (CircleUpdate.isSame(entry.getKey(), entry.getValue(), CircleUpdate.value(entry.getKey(), circle))) {
                base = copy(base, circle, entry.getKey());
            }
        }
        return afterPush(base, circle, cut(before, circle, sent).keySet());
    }

    /**
     * Of what was sent without an answer, what Circle has kept in part: what stands there now is new, and the beginning of
     * what was sent.
     */
    static Map<String, String> cut(FieldValues before, FieldValues circle, Map<String, String> sent) {
        Map<String, String> cut = new HashMap<>(sent);
        cut.entrySet()
                .removeIf(entry -> !CircleUpdate.isCut(
                                entry.getKey(), entry.getValue(), CircleUpdate.value(entry.getKey(), circle))
                        || CircleUpdate.isSame(
                                entry.getKey(),
                                CircleUpdate.value(entry.getKey(), before),
                                CircleUpdate.value(entry.getKey(), circle)));
        return cut;
    }

    private static FieldValues copy(FieldValues target, FieldValues source, String name) {
        FieldValues copied = target;
        for (SyncedField field : CircleUpdate.fields(name)) {
            copied = copied.with(field, source.get(field).orElse(null));
        }
        return copied;
    }
}
