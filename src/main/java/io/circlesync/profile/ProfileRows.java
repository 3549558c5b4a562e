package io.circlesync.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads rows of the table {@code profile} that the database gave as JSON ({@code to_jsonb(profile)}). */
public final class ProfileRows {

    private ProfileRows() {}

    /** The profile in a row. */
    public static Profile fromJson(JsonNode row) {
        Map<SyncedField, String> fields = new EnumMap<>(SyncedField.class);
        for (SyncedField field : SyncedField.values()) {
            text(row, field.name().toLowerCase(Locale.ROOT)).ifPresent(value -> fields.put(field, value));
        }
        List<String> offers = new ArrayList<>();
        row.path("things_i_can_offer").forEach(offer -> offers.add(offer.asText()));
        return new Profile(
                UUID.fromString(row.get("id").asText()),
                row.get("email").asText(),
                text(row, "workos_user_id"),
                Optional.of(row.path("circle_member_id"))
                        .filter(JsonNode::isNumber)
                        .map(JsonNode::asLong),
                FieldValues.of(fields),
                offers,
                text(row, "resume_link"),
                text(row, "referral_code"),
                row.path("is_stub").asBoolean(),
                time(row, "created_at").orElseThrow(),
                time(row, "updated_at").orElseThrow(),
                time(row, "circle_updated_at"),
                Optional.of(row.path("base"))
                        .filter(JsonNode::isObject)
                        .map(base -> Json.mapper().convertValue(base, FieldValues.class)),
                text(row, "circle_profile_url"),
                time(row, "left_at"));
    }

    private static Optional<String> text(JsonNode row, String column) {
        return Optional.of(row.path(column)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    private static Optional<Instant> time(JsonNode row, String column) {
        return text(row, column).map(value -> OffsetDateTime.parse(value).toInstant());
    }
}
