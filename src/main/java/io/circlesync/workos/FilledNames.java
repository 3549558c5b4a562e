package io.circlesync.workos;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.util.Locale;
import java.util.Optional;

/** Fills in the parts of a name that a profile lacks; what it has is never changed. */
final class FilledNames {

    private FilledNames() {}

    /** The values, first and last name filled from the user's where there is none. */
    static FieldValues fill(FieldValues values, WorkosUser user) {
        FieldValues first = fill(values, SyncedField.FIRST_NAME, SyncedField.LAST_NAME, user.firstName());
        return fill(first, SyncedField.LAST_NAME, SyncedField.FIRST_NAME, user.lastName());
    }

    /** A whole name may stand in one field, and would be there twice in part. */
    private static FieldValues fill(FieldValues values, SyncedField part, SyncedField other, Optional<String> name) {
        boolean said = name.filter(value -> values.get(other)
                        .filter(text -> words(text).contains(words(value)))
                        .isPresent())
                .isPresent();
        return values.get(part).isPresent() || said ? values : values.with(part, name.orElse(null));
    }

    private static String words(String text) {
        return " " + SameText.oneLine(text).toLowerCase(Locale.ROOT) + " ";
    }
}
