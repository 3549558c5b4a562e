package io.circlesync.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A row of the table {@code outbox} as the writing statements read it from their JSON document. */
@JsonNaming(SnakeCaseStrategy.class)
public record OutboxRow(
        String key,
        String channel,
        String kind,
        Optional<UUID> profileId,
        JsonNode payload,
        Instant createdAt,
        Instant dueAt) {

    /** The rows of messages. */
    public static List<OutboxRow> of(List<OutboxMessage> messages, Instant createdAt) {
        return messages.stream()
                .map(message -> new OutboxRow(
                        message.key(),
                        message.channel(),
                        message.kind(),
                        message.profileId(),
                        message.payload(),
                        createdAt,
                        message.dueAt()))
                .toList();
    }
}
