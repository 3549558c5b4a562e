package io.circlesync.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A claimed row of the outbox.
 *
 * @param attempts how often sending it has failed so far
 * @param payload a {@link GapNotice} as JSON
 */
public record OutboxEntry(long id, String key, int attempts, String payload) {

    static OutboxEntry of(Map<String, Object> row) {
        return new OutboxEntry((Long) row.get("id"), (String) row.get("key"), (Integer) row.get("attempts"), (String)
                row.get("payload"));
    }

    /**
     * What to word.
     *
     * @throws UncheckedIOException if the payload is none that this version understands
     */
    public GapNotice notice() {
        try {
            return Json.mapper().readValue(payload, GapNotice.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the payload: it holds a person's data, which stay out of logs. */
    @Override
    public String toString() {
        return "OutboxEntry[" + id + "]";
    }
}
