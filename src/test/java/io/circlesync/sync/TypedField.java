package io.circlesync.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.json.Json;
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

    private static final String SCHEME = "https://";
    private static final List<String> NAMES =
            List.of("Ada Lovelace", "Ada", "Grace Hopper", "Ada King Lovelace", "Grace King", "Lovelace");

    /** The one field that this is; none for the name. */
    Optional<SyncedField> single() {
        return this == NAME ? Optional.empty() : Optional.of(SyncedField.valueOf(name()));
    }

    /** Whether the community defines the field itself. */
    boolean isDefinedByCommunity() {
        return this == BIO || this == WEBSITE;
    }

    /**
     * A text of a small choice, so that the same one is typed twice now and then, one of them too long for some; blank to
     * clear, which no name is.
     */
    String text(int choice) {
        String label = name().toLowerCase();
        int text = choice % NAMES.size();
        if (this == NAME) {
            return NAMES.get(text);
        }
        if (text < 2) {
            return " ".repeat(text);
        }
        if (this == WEBSITE) {
            return (text == 2 ? "" : SCHEME) + "website.example/" + text;
        }
        return switch (text) {
            case 2 -> "\u00a0" + label + " 2\n";
            case 3 -> label + ": longer than there may be room for";
            default -> label + " " + text;
        };
    }

    /** What the values say in this field, in the form in which a person sees it. */
    Optional<String> in(FieldValues values) {
        return single().map(values::get).orElseGet(values::fullName).map(TypedField::seen);
    }

    /** The text as a person sees it, and as Circle keeps it: without outer blanks, and links without their scheme. */
    static String seen(String text) {
        String stripped = text.replace('\u00a0', ' ').strip();
        return stripped.startsWith(SCHEME) ? stripped.substring(SCHEME.length()) : stripped;
    }

    /** A patch of the app with this text; a name is cut at one of its blanks, or not at all. */
    ObjectNode patch(String text, int cut) {
        ObjectNode patch = Json.mapper().createObjectNode();
        if (this != NAME) {
            return patch.put(single().orElseThrow().jsonName(), text);
        }
        List<String> words = List.of(text.split(" "));
        int firstWords = 1 + cut % words.size();
        return patch.put(SyncedField.FIRST_NAME.jsonName(), String.join(" ", words.subList(0, firstWords)))
                .put(SyncedField.LAST_NAME.jsonName(), String.join(" ", words.subList(firstWords, words.size())));
    }
}
