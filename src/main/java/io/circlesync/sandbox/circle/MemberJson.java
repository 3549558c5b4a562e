package io.circlesync.sandbox.circle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.json.Json;
import io.circlesync.sandbox.circle.Member.FieldValue;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Members and profile fields as Circle's Admin API v2 writes them. */
final class MemberJson {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** Circle's {@code accepted_invitation} is not ISO-8601. */
    private static final DateTimeFormatter ACCEPTED = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String DEFINED = "2025-11-26T19:27:05.694Z";

    private final long communityId;
    private final URI publicUrl;
    private final List<ProfileField> fields;

    MemberJson(long communityId, URI publicUrl, List<ProfileField> fields) {
        this.communityId = communityId;
        this.publicUrl = publicUrl;
        this.fields = fields;
    }

    /** The community as {@code GET /community} tells it. */
    ObjectNode community() {
        return Json.mapper().createObjectNode().put("id", communityId).put("name", "Sandbox");
    }

    ObjectNode member(Member member) {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("id", member.id())
                .put("user_id", member.id() + 9_176_895)
                .put("community_id", communityId)
                .put("public_uid", Long.toHexString(member.id()))
                .put("email", member.email())
                .put("name", member.name())
                .put("first_name", member.firstName())
                .put("last_name", member.lastName().orElse(null))
                .put("headline", member.headline().orElse(null))
                .putNull("avatar_url")
                .put("profile_url", publicUrl + "/sandbox#member=" + member.id())
                .put("created_at", time(member.createdAt()))
                .put("updated_at", time(member.updatedAt()))
                .putNull("last_seen_at")
                .put(
                        "profile_confirmed_at",
                        member.confirmedAt().map(MemberJson::time).orElse(null))
                .put("member_since", time(member.confirmedAt().orElse(member.createdAt())))
                .put("member_since_overridden", false)
                .put(
                        "accepted_invitation",
                        member.confirmedAt().map(ACCEPTED::format).orElse(""))
                .put("active", member.active())
                .put("sso_provider_user_id", member.ssoProviderUserId().orElse(null))
                .put("posts_count", 0)
                .put("comments_count", 0);
        json.putArray("member_tags");
        ObjectNode flattened = json.putObject("flattened_profile_fields");
        ArrayNode list = json.putArray("profile_fields");
        for (ProfileField field : fields) {
            Optional<FieldValue> value =
                    Optional.ofNullable(member.fieldValues().get(field.id()));
            putValue(flattened, field.key(), field, value);
            ObjectNode item = field(field);
            value.ifPresentOrElse(
                    saved -> item.set("community_member_profile_field", value(field, saved)),
                    () -> item.putNull("community_member_profile_field"));
            list.add(item);
        }
        json.putObject("gamification_stats")
                .put("community_member_id", member.id())
                .put("total_points", 0)
                .put("current_level", 1)
                .put("current_level_name", "Level 1")
                .put("points_to_next_level", 10)
                .put("level_progress", 0);
        json.putObject("activity_score");
        return json;
    }

    /** A field's definition, without anybody's value. */
    ObjectNode field(ProfileField field) {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("id", field.id())
                .put("label", field.label())
                .put("field_type", field.type())
                .put("key", field.key())
                .putNull("placeholder")
                .putNull("description")
                .put("required", false)
                .put("platform_field", field.platform())
                .put("created_at", DEFINED)
                .put("updated_at", DEFINED)
                .putNull("number_options");
        ArrayNode choices = json.putArray("choices");
        for (String choice : field.choices()) {
            choices.add(choice(field, choice));
        }
        json.putArray("pages");
        return json;
    }

    private static ObjectNode value(ProfileField field, FieldValue value) {
        boolean textarea = field.type().equals("textarea");
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("id", value.id())
                .put("text", field.isTyped() && !textarea ? value.text() : null)
                .put("textarea", textarea ? value.text() : null)
                .put("created_at", time(value.createdAt()))
                .put("updated_at", time(value.updatedAt()));
        putValue(json, "display_value", field, Optional.of(value));
        ArrayNode choices = json.putArray("community_member_choices");
        for (String choice : value.choices()) {
            ObjectNode chosen = choices.addObject();
            chosen.put("id", value.id() * 10 + field.choices().indexOf(choice));
            chosen.set("profile_field_choice", choice(field, choice));
        }
        json.putArray("location_connections");
        return json;
    }

    private static void putValue(ObjectNode json, String key, ProfileField field, Optional<FieldValue> value) {
        if (value.isEmpty()) {
            json.putNull(key);
        } else if (field.isTyped()) {
            json.put(key, value.get().text());
        } else {
            value.get().choices().forEach(json.putArray(key)::add);
        }
    }

    private static ObjectNode choice(ProfileField field, String choice) {
        return Json.mapper()
                .createObjectNode()
                .put("id", field.id() * 10 + field.choices().indexOf(choice))
                .put("value", choice);
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
