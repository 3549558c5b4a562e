package io.circlesync.outbox;

import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import io.circlesync.trace.Traced;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A claimed row of the outbox.
 *
 * @param channel where it goes, such as {@code mail} or {@code slack:members}
 * @param attempts how often sending it has failed so far
 * @param profileId whose message it is; empty if it is about nobody with a profile
 * @param payload a {@link GapNotice} as JSON
 * @param gapOpenedAt when the open gap of this kind and person was opened; empty if there is none
 * @param othersWentOut whether other messages have gone out each time since the channel was refused when this one was sent,
 *     more than once, and nothing else is refused now
 * @param standing how the channel stood when the row was claimed
 */
public record OutboxEntry(
        long id,
        String key,
        String channel,
        int attempts,
        Optional<UUID> profileId,
        String payload,
        Optional<Instant> gapOpenedAt,
        boolean othersWentOut,
        Standing standing)
        implements Traced {

    /**
     * How a channel stands.
     *
     * @param refusals how often it was refused in a row
     * @param refusedFor how long it has been refused; zero while messages go out
     */
    public record Standing(int refusals, Duration refusedFor) {

        /** Messages go out. */
        public static final Standing OPEN = new Standing(0, Duration.ZERO);
    }

    static OutboxEntry of(Map<String, Object> row) {
        return new OutboxEntry(
                (Long) row.get("id"),
                (String) row.get("key"),
                (String) row.get("channel"),
                (Integer) row.get("attempts"),
                Optional.ofNullable((UUID) row.get("profile_id")),
                (String) row.get("payload"),
                Optional.ofNullable((Timestamp) row.get("gap_opened_at")).map(Timestamp::toInstant),
                (Boolean) row.get("others_went_out"),
                new Standing((Integer) row.get("refusals"), Duration.ofSeconds((Long) row.get("refused_seconds"))));
    }

    /**
     * What to word.
     *
     * @throws UncheckedIOException if the payload is none that this version understands
     */
    public GapNotice notice() {
        return Json.read(payload, GapNotice.class);
    }

    @Override
    public Optional<String> traceparent() {
        return notice().traceparent();
    }

    @Override
    public Map<String, Object> traceIds() {
        return Map.of("message_id", id);
    }

    /** Without the payload: it holds a person's data, which stay out of logs. */
    @Override
    public String toString() {
        return "OutboxEntry[" + id + "]";
    }
}
