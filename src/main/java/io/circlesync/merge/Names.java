package io.circlesync.merge;

import static io.circlesync.profile.SyncedField.FIRST_NAME;
import static io.circlesync.profile.SyncedField.LAST_NAME;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import java.util.Optional;

/**
 * Compares names that may be cut differently. Circle keeps one name and derives first and last from it by cutting at
 * the first blank, so where a name is cut says nothing about whether somebody changed it.
 */
final class Names {

    private Names() {}

    /** The values, first and last name replaced by the other's. */
    static FieldValues take(FieldValues values, FieldValues names) {
        return with(
                values, names.get(FIRST_NAME).orElse(null), names.get(LAST_NAME).orElse(null));
    }

    /** The values, the name cut as Circle cuts it. */
    static FieldValues cutLikeCircle(FieldValues values) {
        String name = values.fullName().orElse("");
        int blank = name.indexOf(' ');
        return blank < 0 ? with(values, name, null) : with(values, name.substring(0, blank), name.substring(blank + 1));
    }

    /** The values, the name cut where the model cuts its own, as far as the two names have a part in common. */
    static FieldValues cutLike(FieldValues model, FieldValues values) {
        if (SameText.sameName(model, values)) {
            return take(values, model);
        }
        String name = values.fullName().orElse("");
        Optional<String> first =
                model.get(FIRST_NAME).map(SameText::oneLine).filter(part -> name.startsWith(part + " "));
        if (first.isPresent()) {
            return with(values, first.get(), name.substring(first.get().length() + 1));
        }
        Optional<String> last = model.get(LAST_NAME).map(SameText::oneLine).filter(part -> name.endsWith(" " + part));
        return last.map(part -> with(values, name.substring(0, name.length() - part.length() - 1), part))
                .orElse(values);
    }

    private static FieldValues with(FieldValues values, String first, String last) {
        return values.with(FIRST_NAME, first).with(LAST_NAME, last);
    }
}
