package io.circlesync.outbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A row for the outbox: one Slack alert or one mail to send.
 *
 * @param key says what the message is about; a second row with the same key is never written
 * @param channel {@code slack} or {@code mail}
 * @param kind the gap's kind
 * @param payload the {@link io.circlesync.gap.GapNotice} to word
 * @param dueAt when to send it
 */
public record OutboxMessage(
        String key, String channel, String kind, Optional<UUID> profileId, JsonNode payload, Instant dueAt) {}
