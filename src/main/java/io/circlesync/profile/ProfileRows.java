package io.circlesync.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads profiles from the database's {@code to_jsonb(profile)}. */
public final class ProfileRows {

    private ProfileRows() {}

    /**
     * The profile in a row's JSON text.
     *
     * @throws UncheckedIOException if the text is not JSON
     */
    public static Profile fromJson(String row) {
        return fromJson(Json.read(row));
    }

    /** The profile in a row's JSON; its fields are named as the columns, its times carry an offset. */
    public static Profile fromJson(JsonNode row) {
        return new Profile(
                UUID.fromString(row.get("id").textValue()),
                row.get("email").textValue(),
                text(row, "workos_user_id"),
                present(row, "circle_member_id", JsonNode::longValue),
                fields(row),
                texts(row.get("things_i_can_offer")),
                text(row, "resume_link"),
                text(row, "referral_code"),
                row.get("is_stub").booleanValue(),
                time(row, "created_at").orElseThrow(),
                time(row, "updated_at").orElseThrow(),
                time(row, "circle_updated_at"),
                present(row, "base", base -> FieldValues.fromJson(valuesByName(base))),
                text(row, "circle_profile_url"),
                text(row, "circle_email"),
                present(row, "push_rejected", ProfileRows::valuesByName)
                        .map(CircleValues::of)
                        .orElse(CircleValues.none()),
                present(row, "rejected_definitions", ProfileRows::valuesByName).orElse(Map.of()),
                time(row, "left_at"),
                row.path("invited").booleanValue(),
                text(row, "circle_account"),
                row.path("email_verified").booleanValue(),
                text(row, "workos_email"));
    }

    private static Map<String, String> valuesByName(JsonNode object) {
        Map<String, String> values = new HashMap<>();
        object.properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().textValue()));
        return values;
    }

    private static FieldValues fields(JsonNode row) {
        Map<SyncedField, String> values = new HashMap<>();
        SyncedField.table().forEach(field -> text(row, field.column()).ifPresent(value -> values.put(field, value)));
        row.path("custom")
                .properties()
                .forEach(entry -> values.put(
                        SyncedField.custom(entry.getKey()), entry.getValue().textValue()));
        return FieldValues.of(values);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.textValue()));
        return texts;
    }

    private static Optional<String> text(JsonNode row, String column) {
        return present(row, column, JsonNode::textValue);
    }

    private static Optional<Instant> time(JsonNode row, String column) {
        return text(row, column).map(value -> OffsetDateTime.parse(value).toInstant());
    }

    private static <T> Optional<T> present(JsonNode row, String column, Function<JsonNode, T> read) {
        return Optional.ofNullable(row.get(column))
                .filter(value -> !value.isNull())
                .map(read);
    }
}
