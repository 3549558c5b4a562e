package io.circlesync.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A message to send, as the writing statements read it from their JSON document.
 *
 * @param key says what the message is about; a second row with the same key is never written
 * @param channel such as {@code mail} or {@code slack:members}
 * @param kind the gap's kind
 * @param payload the {@link GapNotice} to word
 * @param dueAt when to send it
 */
@JsonNaming(SnakeCaseStrategy.class)
public record OutboxRow(
        String key,
        String channel,
        String kind,
        Optional<UUID> profileId,
        JsonNode payload,
        Instant createdAt,
        Instant dueAt) {

    static OutboxRow of(String channel, GapNotice notice, Instant createdAt, Instant dueAt) {
        String key = String.join(
                ":",
                notice.kind(),
                notice.gap().subject(),
                Long.toString(notice.openedAt().toEpochMilli()),
                notice.isOver() ? "over" : Integer.toString(notice.reminder()),
                channel);
        JsonNode payload = Json.mapper().valueToTree(notice);
        return new OutboxRow(key, channel, notice.kind(), notice.gap().profileId(), payload, createdAt, dueAt);
    }
}
