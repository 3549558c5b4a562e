package io.circlesync.workos;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.PartnerTime;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.AccountId;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.StorableText;
import io.circlesync.webhook.WebhookBody;
import io.circlesync.webhook.WebhookReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Header;

/**
 * Reads a webhook of WorkOS. Only the event's id and type and the user's id are required: WorkOS's own examples lack
 * fields that its description requires.
 */
public final class WorkosReader {

    private static final Set<String> KNOWN =
            Set.of(WorkosEvent.USER_CREATED, WorkosEvent.USER_UPDATED, WorkosEvent.USER_DELETED);
    private static final Pattern ID = Pattern.compile("\\S{1,200}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");
    private static final Pattern PROFILE_ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Reads the body; what cannot be used is told by the event's refusal. */
    public WorkosEvent read(@Body byte[] body, @Header("Content-Type") String contentType) {
        if (WebhookReader.saysNothing(body)) {
            return WorkosEvent.aProbe();
        }
        WebhookBody sent = WebhookBody.read(body, contentType);
        if (sent.json().isEmpty()) {
            return WorkosEvent.unusable(Optional.empty(), "The body is not JSON.", sent.text());
        }
        JsonNode root = sent.json().get();
        return root.isObject()
                ? read(root, sent.text())
                : WorkosEvent.unusable(Optional.empty(), "The body is not a JSON object.", sent.text());
    }

    /** Reads an event that is kept, a row of {@code workos-again.sql}. */
    public WorkosEvent kept(Map<String, Object> stored) {
        return read(((String) stored.get("body")).getBytes(StandardCharsets.UTF_8), "application/json");
    }

    /**
     * Refuses an event that cannot be used.
     *
     * @throws HttpProblem 400 always
     */
    public void refuse(WorkosEvent event) {
        throw HttpProblem.badRequest(event.refusal().orElseThrow());
    }

    private static WorkosEvent read(JsonNode root, String text) {
        Optional<String> type = id(root.path("event"));
        Optional<String> eventId = id(root.path("id"));
        if (eventId.isEmpty()) {
            return WorkosEvent.unusable(type, "There is no usable event id; expected it as id.", text);
        }
        if (type.isEmpty()) {
            return WorkosEvent.unusable(type, "There is no usable event type; expected it as event.", text);
        }
        if (!KNOWN.contains(type.get())) {
            return new WorkosEvent(eventId, type, Optional.empty(), Optional.empty(), text);
        }
        JsonNode data = root.path("data");
        Optional<String> userId = asItIs(data.path("id")).flatMap(AccountId::of);
        if (userId.isEmpty()) {
            return WorkosEvent.unusable(type, "There is no usable user id; expected it as data.id.", text);
        }
        Optional<Instant> updatedAt;
        try {
            updatedAt = updatedAt(root, data);
        } catch (DateTimeException e) {
            return WorkosEvent.unusable(
                    type, "When the user changed cannot be read; expected ISO-8601 as data.updated_at.", text);
        }
        Optional<EmailAddress> address = asItIs(data.path("email")).map(EmailAddress::of);
        WorkosUser user = new WorkosUser(
                userId.get(),
                address.filter(given -> given.fault().isEmpty())
                        .map(EmailAddress::text)
                        .filter(given -> EMAIL.matcher(given).matches()),
                address.flatMap(EmailAddress::fault),
                data.path("email_verified").isBoolean()
                        && data.get("email_verified").booleanValue(),
                text(data.path("first_name")),
                text(data.path("last_name")),
                asItIs(data.path("external_id"))
                        .filter(id -> PROFILE_ID.matcher(id).matches())
                        .map(UUID::fromString),
                updatedAt);
        return new WorkosEvent(eventId, type, Optional.of(user), Optional.empty(), text);
    }

    private static Optional<String> id(JsonNode node) {
        return asItIs(node).filter(id -> ID.matcher(id).matches()).filter(StorableText::is);
    }

    private static Optional<String> text(JsonNode node) {
        return asItIs(node).map(value -> StorableText.of(value).strip()).filter(value -> !value.isEmpty());
    }

    /** What says who or which it is: with something left out, it would be another one. */
    private static Optional<String> asItIs(JsonNode node) {
        return Optional.of(node)
                .filter(JsonNode::isTextual)
                .map(value -> value.textValue().strip())
                .filter(value -> !value.isEmpty());
    }

    /**
     * When the user changed, or else when the event was made; empty if neither is told.
     *
     * @throws DateTimeException if what is told of the former cannot be read, and the latter does not stand in for it
     */
    private static Optional<Instant> updatedAt(JsonNode root, JsonNode data) {
        try {
            Optional<Instant> updated = PartnerTime.read(data.path("updated_at"));
            return updated.isPresent() ? updated : PartnerTime.read(root.path("created_at"));
        } catch (DateTimeException e) {
            return Optional.of(PartnerTime.read(root.path("created_at")).orElseThrow(() -> e));
        }
    }
}
