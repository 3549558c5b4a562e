package io.circlesync.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import java.util.Map;

/**
 * A claimed row of the outbox.
 *
 * @param attempts how often sending it has failed so far
 */
public record OutboxEntry(long id, String key, int attempts, GapNotice notice) {

    /** Reads a row of the claiming statement. */
    public static OutboxEntry of(Map<String, Object> row) throws JsonProcessingException {
        return new OutboxEntry(
                (Long) row.get("id"),
                (String) row.get("key"),
                (Integer) row.get("attempts"),
                Json.mapper().readValue((String) row.get("payload"), GapNotice.class));
    }
}
