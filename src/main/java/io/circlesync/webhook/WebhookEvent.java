package io.circlesync.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What an authenticated webhook of Circle said.
 *
 * @param type Circle's event type; empty where none was given
 * @param memberId the community member it is about; empty where none, or none that can be used, was given
 * @param memberData a whole member, where the event carries one
 * @param fieldData what the event says of one profile field, where that is all it says
 * @param refusal why the event cannot be used; empty for one that can
 * @param probe whether it is a set-up probe, which says nothing and is not stored
 * @param body the event as it came
 */
public record WebhookEvent(
        Optional<String> type,
        Optional<Long> memberId,
        Optional<JsonNode> memberData,
        Optional<JsonNode> fieldData,
        Optional<String> refusal,
        boolean probe,
        String body) {

    /** Why an event is of no use whose type asks for a member. */
    public static final String NO_MEMBER = "There is no usable member id; expected community_member_id above zero.";

    static WebhookEvent aProbe() {
        return new WebhookEvent(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, "");
    }

    static WebhookEvent unusable(Optional<String> type, String reason, String body) {
        return new WebhookEvent(
                type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(reason), false, body);
    }

    /** The type, or an empty text; for conditions in routes. */
    public String typeName() {
        return type.orElse("");
    }

    /** Whether a member was named that can be synced. */
    public boolean hasMember() {
        return memberId.isPresent();
    }

    /** Whether the event is to be kept for a person to look at. */
    public boolean isRefused() {
        return refusal.isPresent();
    }
}
