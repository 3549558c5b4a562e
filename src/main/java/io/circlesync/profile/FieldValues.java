package io.circlesync.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.text.Normalizer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values of the synced fields, immutable. A blank value is no value; other text is kept as it is, as far as
 * PostgreSQL can store it.
 */
public final class FieldValues {

    private static final FieldValues NONE = new FieldValues(new EnumMap<>(SyncedField.class));

    private final EnumMap<SyncedField, String> values;

    private FieldValues(EnumMap<SyncedField, String> values) {
        this.values = values;
    }

    /** No value in any field. */
    public static FieldValues none() {
        return NONE;
    }

    /** The given values; null and blank ones count as absent. */
    public static FieldValues of(Map<SyncedField, String> values) {
        EnumMap<SyncedField, String> kept = new EnumMap<>(SyncedField.class);
        values.forEach((field, value) -> put(kept, field, value));
        return new FieldValues(kept);
    }

    @JsonCreator
    static FieldValues fromJson(Map<String, String> json) {
        EnumMap<SyncedField, String> kept = new EnumMap<>(SyncedField.class);
        for (SyncedField field : SyncedField.values()) {
            put(kept, field, json.get(field.jsonName()));
        }
        return new FieldValues(kept);
    }

    @JsonValue
    Map<String, String> toJson() {
        return values.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().jsonName(), Map.Entry::getValue));
    }

    /** The field's value, if it has one. */
    public Optional<String> get(SyncedField field) {
        return Optional.ofNullable(values.get(field));
    }

    /** The same values, with another one (or none, if null or blank) in one field. */
    public FieldValues with(SyncedField field, String value) {
        EnumMap<SyncedField, String> changed = new EnumMap<>(values);
        changed.remove(field);
        put(changed, field, value);
        return new FieldValues(changed);
    }

    /** Whether no field has a value. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** First and last name joined by one blank, white space normalised: the form in which Circle keeps a name. */
    public Optional<String> fullName() {
        String name = SameText.oneLine(Stream.of(SyncedField.FIRST_NAME, SyncedField.LAST_NAME)
                .flatMap(field -> get(field).stream())
                .collect(Collectors.joining(" ")));
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    /** The full name in the form in which two spellings of it are equal: composed, without white space and case. */
    public Optional<String> comparableName() {
        return fullName()
                .map(name -> Normalizer.normalize(name, Normalizer.Form.NFC)
                        .replaceAll("\\s", "")
                        .toLowerCase(Locale.ROOT));
    }

    private static void put(EnumMap<SyncedField, String> target, SyncedField field, String value) {
        if (value != null && !SameText.isBlank(value)) {
            String storable = StorableText.of(value);
            if (!SameText.isBlank(storable)) {
                target.put(field, storable);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldValues that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Names the fields that have a value; the values themselves are people's data and stay out of logs. */
    @Override
    public String toString() {
        return "FieldValues" + values.keySet();
    }
}
