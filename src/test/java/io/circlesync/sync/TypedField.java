package io.circlesync.sync;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.util.List;
import java.util.Optional;

/** What a person can type in a profile: the name counts as one. */
enum TypedField {
    NAME,
    HEADLINE,
    BIO,
    WEBSITE;

    private static final List<String> NAMES =
            List.of("Ada Lovelace", "Ada", "Grace Hopper", "Ada King Lovelace", "Grace King", "Lovelace");

    /** The one field that this is; none for the name. */
    Optional<SyncedField> single() {
        return this == NAME ? Optional.empty() : Optional.of(SyncedField.valueOf(name()));
    }

    /** A text of a small choice, so that the same one is typed twice now and then; blank to clear, which no name is. */
    String text(int choice) {
        if (this == NAME) {
            return NAMES.get(choice % NAMES.size());
        }
        return switch (choice % 6) {
            case 0 -> "";
            case 1 -> " ";
            case 2 -> "\u00a0" + name().toLowerCase() + " 2\n";
            default -> name().toLowerCase() + " " + choice % 6;
        };
    }

    /** What the values say in this field, outer blanks aside, which nobody sees. */
    Optional<String> in(FieldValues values) {
        return single().map(values::get).orElseGet(values::fullName).map(TypedField::seen);
    }

    /** The text as a person sees it. */
    static String seen(String text) {
        return text.replace('\u00a0', ' ').strip();
    }

    /** The values with this text typed; a name is cut at one of its blanks, or not at all. */
    FieldValues typed(FieldValues values, String text, int cut) {
        if (this != NAME) {
            return values.with(single().orElseThrow(), text);
        }
        List<String> words = List.of(text.split(" "));
        int firstWords = 1 + cut % words.size();
        return values.with(SyncedField.FIRST_NAME, String.join(" ", words.subList(0, firstWords)))
                .with(SyncedField.LAST_NAME, String.join(" ", words.subList(firstWords, words.size())));
    }
}
