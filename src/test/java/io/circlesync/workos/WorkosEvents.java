package io.circlesync.workos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.UUID;

/** Composes events of WorkOS about invented people; change what the test is about. */
record WorkosEvents(ObjectNode event) {

    static final Instant JANUARY = Instant.parse("2026-01-15T12:00:00.000Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A verified user Ada Lovelace, changed last in January. */
    static WorkosEvents event(String type, String userId, String email) {
        ObjectNode event = JSON.createObjectNode()
                .put("object", "event")
                .put("id", "event_" + UUID.randomUUID())
                .put("event", type)
                .put("created_at", JANUARY.toString());
        event.putObject("data")
                .put("object", "user")
                .put("id", userId)
                .put("email", email)
                .put("email_verified", true)
                .put("first_name", "Ada")
                .put("last_name", "Lovelace")
                .putNull("profile_picture_url")
                .putNull("external_id")
                .putNull("last_sign_in_at")
                .put("created_at", "2026-01-15T11:59:58.000Z")
                .put("updated_at", JANUARY.toString());
        return new WorkosEvents(event);
    }

    WorkosEvents id(String id) {
        event.put("id", id);
        return this;
    }

    WorkosEvents unverified() {
        data().put("email_verified", false);
        return this;
    }

    WorkosEvents externalId(String id) {
        data().put("external_id", id);
        return this;
    }

    WorkosEvents name(String first, String last) {
        data().put("first_name", first).put("last_name", last);
        return this;
    }

    /** Seconds after January's change. */
    WorkosEvents later(int seconds) {
        data().put("updated_at", JANUARY.plusSeconds(seconds).toString());
        return this;
    }

    ObjectNode data() {
        return (ObjectNode) event.get("data");
    }

    @Override
    public String toString() {
        return event.toString();
    }
}
