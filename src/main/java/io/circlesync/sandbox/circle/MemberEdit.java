package io.circlesync.sandbox.circle;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.sandbox.circle.Member.FieldValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Circle's {@code PUT /community_members/{id}} does to a member: keys that are left out are left alone, unknown
 * ones are ignored, and each profile field whose value is another one afterwards fires a webhook of its own.
 */
final class MemberEdit {

    private final long communityId;
    private final List<ProfileField> fields;

    MemberEdit(long communityId, List<ProfileField> fields) {
        this.communityId = communityId;
        this.fields = fields;
    }

    /**
     * Applies a request body to a member.
     *
     * @throws CircleRefusal if the name would become blank
     */
    MemberChange apply(Member before, JsonNode request, Instant now) {
        String name = request.has("name") ? name(request.get("name")) : before.name();
        Optional<String> headline = request.has("headline")
                ? Optional.of(request.get("headline"))
                        .filter(node -> !node.isNull())
                        .map(MemberEdit::text)
                : before.headline();
        List<WorkflowEvent> events = new ArrayList<>();
        if (!name.equals(before.name())
                || !headline.orElse("").equals(before.headline().orElse(""))) {
            events.add(WorkflowEvent.updated(communityId, before.id()));
        }
        Map<Long, FieldValue> values = new HashMap<>(before.fieldValues());
        JsonNode requested = request.path("community_member_profile_fields");
        for (ProfileField field : fields) {
            JsonNode value = requested.path(field.key());
            if (field.isTyped() && (value.isTextual() || value.isNull())) {
                String text = value.isNull() ? "" : text(value);
                Optional<FieldValue> old = Optional.ofNullable(values.get(field.id()));
                FieldValue saved = save(before.id(), field, old, text, now);
                values.put(field.id(), saved);
                if (!text.equals(old.map(FieldValue::text).orElse(""))) {
                    events.add(WorkflowEvent.fieldUpdated(communityId, before.id(), field, saved));
                }
            }
        }
        return new MemberChange(before.edited(name, headline, values, now), events);
    }

    private static String name(JsonNode node) {
        String name = node.isTextual() ? text(node).strip() : "";
        if (name.isEmpty()) {
            throw CircleRefusal.blankName();
        }
        return name;
    }

    /** PostgreSQL cannot store the NUL character. */
    private static String text(JsonNode node) {
        return node.asText().replace("\0", "");
    }

    private static FieldValue save(
            long memberId, ProfileField field, Optional<FieldValue> old, String text, Instant now) {
        return old.map(value -> value.text().equals(text)
                        ? value
                        : new FieldValue(value.id(), text, value.choices(), value.createdAt(), now))
                .orElseGet(() -> new FieldValue(memberId * 10 + field.id() % 10, text, List.of(), now, now));
    }
}
