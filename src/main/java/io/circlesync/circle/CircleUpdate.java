package io.circlesync.circle;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be written to a member of Circle, and nothing else about them.
 *
 * @param memberId the member
 * @param values new values by name: {@code name} for the full name, else the field's JSON name; an empty text clears
 * @param hold by what right they are written
 */
public record CircleUpdate(long memberId, Map<String, String> values, Hold hold) {

    /** The full name, which Circle keeps as one. */
    public static final String NAME = "name";

    private static final Set<SyncedField> NAME_PARTS = Set.of(SyncedField.FIRST_NAME, SyncedField.LAST_NAME);

    public CircleUpdate {
        values = Map.copyOf(values);
    }

    /** The same, one value at a time, in the order of their names. */
    public List<CircleUpdate> singly() {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new CircleUpdate(memberId, Map.of(entry.getKey(), entry.getValue()), hold))
                .toList();
    }

    /** The fields that are written under a name; none for a name that nothing is written under. */
    public static Set<SyncedField> fields(String name) {
        return name.equals(NAME)
                ? NAME_PARTS
                : SyncedField.named(name).map(Set::of).orElse(Set.of());
    }

    /** The name under which a field is written. */
    public static String nameOf(SyncedField field) {
        return field.isName() ? NAME : field.jsonName();
    }

    /** What would be written under a name for these values. */
    public static String value(String name, FieldValues values) {
        return name.equals(NAME)
                ? values.fullName().orElse("")
                : SyncedField.named(name).flatMap(values::get).orElse("");
    }

    /** Whether two values to be written under a name are the same to a person. */
    public static boolean isSame(String name, String one, String other) {
        return name.equals(NAME)
                ? SameText.sameName(one, other)
                : SyncedField.named(name)
                        .map(field -> SameText.same(field, one, other))
                        .orElseGet(() -> one.equals(other));
    }

    /**
     * Whether Circle has kept only the beginning of what was written under a name. A name that ends with a whole word is
     * none: somebody left out the rest.
     */
    public static boolean isCut(String name, String sent, String kept) {
        boolean shorterName = name.equals(NAME) && SameText.oneLine(sent).startsWith(SameText.oneLine(kept) + " ");
        boolean link = SyncedField.named(name)
                .filter(field -> SameText.isLink(field, sent))
                .isPresent();
        return link ? SameText.isLinkCutFrom(sent, kept) : !shorterName && SameText.isCutFrom(sent, kept);
    }

    /** Says who is meant without saying anything about them. */
    @Override
    public String toString() {
        return "CircleUpdate[" + memberId + ", " + values.keySet() + "]";
    }
}
