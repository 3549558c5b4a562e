package io.circlesync.merge;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.FullName;
import io.circlesync.profile.SyncedField;
import java.util.Optional;
import java.util.Set;

/**
 * What was written to a member in Circle for somebody else, to whom they were linked until a person said whose they are. It is
 * nobody's there, and must come neither to the profile that is theirs nor stay.
 *
 * @param written as it was written, by Circle's names
 * @param before what had stood there, by the same names
 */
public record WrittenForOthers(CircleValues written, CircleValues before) {

    private static final WrittenForOthers NOTHING = new WrittenForOthers(CircleValues.none(), CircleValues.none());

    /** Where nobody else was ever linked to the member. */
    public static WrittenForOthers nothing() {
        return NOTHING;
    }

    /** The same, and what was sent without having seen the answer; of that nobody knows what had stood there. */
    public WrittenForOthers and(CircleValues unanswered) {
        return new WrittenForOthers(unanswered.with(written), before);
    }

    /** What still stands in Circle, by Circle's names. */
    public Set<String> standing(FieldValues shown) {
        return written.only((name, text) -> isShown(name, text, CircleValues.text(name, shown)))
                .names();
    }

    private static boolean isShown(String name, String text, String shown) {
        return CircleValues.isSame(name, text, shown) || ErasedText.isDigestOf(text, shown);
    }

    /** Circle's values as they would be if nothing had been written for others. */
    public FieldValues without(FieldValues shown) {
        FieldValues own = shown;
        for (String name : standing(shown)) {
            own = put(own, name);
        }
        return own;
    }

    /** Whether a field got what had stood in Circle before: that tells nothing of what stands there now. */
    public boolean isFromBefore(SyncedField field, Optional<String> value) {
        String name = CircleValues.nameOf(field);
        return written.get(name)
                .map(text -> put(FieldValues.none(), name))
                .filter(own -> own.get(field).equals(value))
                .isPresent();
    }

    private FieldValues put(FieldValues values, String name) {
        Optional<String> text = before.get(name).filter(value -> !value.isBlank());
        return name.equals(CircleValues.NAME) ? named(values, text) : with(values, name, text);
    }

    private static FieldValues named(FieldValues values, Optional<String> text) {
        Optional<FullName> name = text.map(FullName::cut);
        return values.with(SyncedField.FIRST_NAME, name.flatMap(FullName::first).orElse(null))
                .with(SyncedField.LAST_NAME, name.flatMap(FullName::last).orElse(null));
    }

    private static FieldValues with(FieldValues values, String name, Optional<String> text) {
        FieldValues own = values;
        for (SyncedField field : CircleValues.fields(name)) {
            own = own.with(field, text.orElse(null));
        }
        return own;
    }
}
