package io.circlesync.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.text.Normalizer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values of the synced fields, immutable. A blank value is no value; other text is kept as it is, as far as
 * PostgreSQL can store it.
 */
public final class FieldValues {

    private static final FieldValues NONE = new FieldValues(new TreeMap<>());

    private final TreeMap<SyncedField, String> values;

    private FieldValues(TreeMap<SyncedField, String> values) {
        this.values = values;
    }

    /** No value in any field. */
    public static FieldValues none() {
        return NONE;
    }

    /** The given values; null and blank ones count as absent. */
    public static FieldValues of(Map<SyncedField, String> values) {
        TreeMap<SyncedField, String> kept = new TreeMap<>();
        values.forEach((field, value) -> put(kept, field, value));
        return new FieldValues(kept);
    }

    /** The values by their names in JSON; what is no field's name is left out. */
    @JsonCreator
    static FieldValues fromJson(Map<String, String> json) {
        TreeMap<SyncedField, String> kept = new TreeMap<>();
        json.forEach((name, value) -> SyncedField.named(name).ifPresent(field -> put(kept, field, value)));
        return new FieldValues(kept);
    }

    @JsonValue
    Map<String, String> toJson() {
        Map<String, String> json = new LinkedHashMap<>();
        values.forEach((field, value) -> json.put(field.jsonName(), value));
        return json;
    }

    /** The fields that have a value, in order. */
    public Set<SyncedField> fields() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** The fields in which one of both has a value, in order: in all others they are the same. */
    public static Set<SyncedField> fields(FieldValues one, FieldValues other) {
        Set<SyncedField> fields = new TreeSet<>(one.values.keySet());
        fields.addAll(other.values.keySet());
        return fields;
    }

    /** The field's value, if it has one. */
    public Optional<String> get(SyncedField field) {
        return Optional.ofNullable(values.get(field));
    }

    /** The same values, with another one (or none, if null or blank) in one field. */
    public FieldValues with(SyncedField field, String value) {
        TreeMap<SyncedField, String> changed = new TreeMap<>(values);
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

    private static void put(Map<SyncedField, String> target, SyncedField field, String value) {
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
