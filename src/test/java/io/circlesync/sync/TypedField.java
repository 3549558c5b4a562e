package io.circlesync.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.Fields;
import io.circlesync.json.Json;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a person can type in a profile: every field of the table, and two of the community's own, one for texts and one for
 * links. The name counts as one.
 *
 * @param single the one field that this is; none for the name
 */
record TypedField(Optional<SyncedField> single) {

    static final SyncedFields FIELDS = Fields.with("homepage", "pronouns");
    static final TypedField NAME = new TypedField(Optional.empty());
    static final TypedField BIO = new TypedField(Optional.of(SyncedField.BIO));

    private static final List<TypedField> ALL = Stream.concat(
                    Stream.of(NAME),
                    FIELDS.all().stream()
                            .filter(field -> !field.isName())
                            .map(field -> new TypedField(Optional.of(field))))
            .toList();

    private static final String SCHEME = "https://";
    private static final List<String> NAMES =
            List.of("Ada Lovelace", "Ada", "Grace Hopper", "Ada King Lovelace", "Grace King", "Lovelace");

    static List<TypedField> all() {
        return ALL;
    }

    /** The one of these that a number chooses. */
    static TypedField chosen(List<TypedField> fields, int number) {
        return fields.get(number % fields.size());
    }

    /** Whether the community defines the field itself. */
    boolean isDefinedByCommunity() {
        return single.filter(SyncedField::isProfileField).isPresent();
    }

    boolean isLink() {
        return single.filter(SyncedField::isLink).isPresent() || key().equals("homepage");
    }

    /** What Circle calls it. */
    String key() {
        return single.map(field -> FIELDS.keys().getOrDefault(field, field.jsonName()))
                .orElse("name");
    }

    /**
     * A text of a small choice, so that the same one is typed twice now and then, one of them too long for some; blank to
     * clear, which no name is.
     */
    String text(int choice) {
        int text = choice % NAMES.size();
        if (equals(NAME)) {
            return NAMES.get(text);
        }
        if (text < 2) {
            return " ".repeat(text);
        }
        if (isLink()) {
            return (text == 2 ? "" : SCHEME) + host() + ".example/" + text;
        }
        return switch (text) {
            case 2 -> "\u00a0" + key() + " 2\n";
            case 3 -> key() + ": longer than there may be room for";
            default -> key() + " " + text;
        };
    }

    /** The first word of a link's host. */
    String host() {
        return key().replace('_', '-');
    }

    /** What stands there before anybody edits it. */
    String atFirst() {
        if (equals(NAME)) {
            return "Ada Lovelace";
        }
        return isLink() ? "" : key() + " 2";
    }

    /** What the values say in this field, in the form in which a person sees it. */
    Optional<String> in(FieldValues values) {
        return single.map(values::get).orElseGet(values::fullName).map(TypedField::seen);
    }

    /** The text as a person sees it, and as Circle keeps it: without outer blanks, and links without their scheme. */
    static String seen(String text) {
        String stripped = text.replace('\u00a0', ' ').strip();
        return stripped.startsWith(SCHEME) ? stripped.substring(SCHEME.length()) : stripped;
    }

    /** A patch of the app with this text; a name is cut at one of its blanks, or not at all. */
    ObjectNode patch(String text, int cut) {
        ObjectNode patch = Json.mapper().createObjectNode();
        if (single.isPresent()) {
            SyncedField field = single.get();
            if (field.isCustom()) {
                patch.putObject("custom").put(field.customName(), text);
                return patch;
            }
            return patch.put(field.jsonName(), text);
        }
        List<String> words = List.of(text.split(" "));
        int firstWords = 1 + cut % words.size();
        return patch.put(SyncedField.FIRST_NAME.jsonName(), String.join(" ", words.subList(0, firstWords)))
                .put(SyncedField.LAST_NAME.jsonName(), String.join(" ", words.subList(firstWords, words.size())));
    }

    @Override
    public String toString() {
        return key();
    }
}
