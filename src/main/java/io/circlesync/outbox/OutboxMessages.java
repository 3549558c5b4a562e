package io.circlesync.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import java.time.Clock;
import java.util.List;

/** Makes the rows of the outbox for a notice, once the route has said where it goes. */
public final class OutboxMessages {

    private final Clock clock;

    public OutboxMessages(Clock clock) {
        this.clock = clock;
    }

    /** An alert for the team. */
    public List<OutboxMessage> slack(GapNotice notice) {
        return List.of(message("slack", notice, Json.mapper().valueToTree(notice)));
    }

    /** A mail to the person. */
    public List<OutboxMessage> mail(GapNotice notice) {
        return List.of(message("mail", notice, Json.mapper().valueToTree(notice)));
    }

    /** An alert for the team, and a mail to the person. */
    public List<OutboxMessage> slackAndMail(GapNotice notice) {
        JsonNode payload = Json.mapper().valueToTree(notice);
        return List.of(message("slack", notice, payload), message("mail", notice, payload));
    }

    /** Nothing to send. */
    public List<OutboxMessage> none() {
        return List.of();
    }

    /** The rows as JSON, for the statement that writes them. */
    public String toJson(List<OutboxMessage> messages) throws JsonProcessingException {
        return Json.mapper().writeValueAsString(messages);
    }

    private OutboxMessage message(String channel, GapNotice notice, JsonNode payload) {
        String key = String.join(
                ":",
                notice.kind(),
                notice.gap().subject(),
                Long.toString(notice.openedAt().toEpochMilli()),
                Integer.toString(notice.reminder()),
                channel);
        return new OutboxMessage(key, channel, notice.kind(), notice.gap().profileId(), payload, clock.instant());
    }
}
