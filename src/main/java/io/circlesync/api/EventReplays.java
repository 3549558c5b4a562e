package io.circlesync.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Reads and answers the calls that have events replayed. */
public final class EventReplays {

    private static final String REPLAYS = "/api/events/replay/";
    private static final int MOST_IDS = 1_000;

    /** Those whose members are synced: a quarantined event is released, and one that is ignored changes nothing. */
    private static final List<String> STATES = List.of("failed", "processed", "pending");

    /**
     * Which events, as {@code event-replay.sql} reads it.
     *
     * @param error part of why their members were given up
     */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Wanted(
            Optional<List<Long>> ids,
            Optional<String> status,
            Optional<String> type,
            Optional<String> error,
            Optional<Instant> since,
            boolean dryRun,
            Optional<String> operator) {}

    /**
     * Which events a call wants replayed, as JSON for {@code event-replay.sql}.
     *
     * @throws HttpProblem 400 if there are query parameters, 422 if fields are wrong
     */
    public String read(ApiCall call) {
        call.requireNoQuery();
        CallBody body = CallBody.of(call);
        boolean dryRun = body.isDryRun();
        Optional<List<Long>> ids = body.ids("ids", MOST_IDS);
        Optional<CallBody> filter = body.within("filter");
        if (body.has("ids") == body.has("filter")) {
            body.refuse("filter", "Expected either ids or a filter.");
        }
        body.refuseOthers();
        Wanted wanted = filter.map(fields -> filter(fields, dryRun, call.operator()))
                .orElseGet(() -> new Wanted(
                        ids,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        dryRun,
                        call.operator()));
        body.requireRight();
        return Json.write(wanted);
    }

    /** The parameters of the statements for one replay, from the path. */
    public Map<String, Object> named(ApiCall call) {
        call.requireNoQuery();
        return Map.of("id", call.id(REPLAYS).orElseThrow(EventReplays::unknown));
    }

    /** Answers with the replay that has begun, or with what one would be. */
    public void answerBegun(Exchange exchange, Map<String, Object> row) {
        answer(exchange, row);
        if (row.get("id") != null) {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
            exchange.getMessage().setHeader("Location", REPLAYS + row.get("id"));
        }
    }

    /**
     * Answers with a replay as it is.
     *
     * @param row null if there is none
     * @throws HttpProblem 404 if there is none
     */
    public void answer(Exchange exchange, Map<String, Object> row) {
        if (row == null) {
            throw unknown();
        }
        Map<String, Object> progress = new LinkedHashMap<>();
        progress.put("members", row.get("members_done"));
        progress.put("membersTotal", row.get("members"));
        Map<String, Object> replay = new LinkedHashMap<>();
        replay.put("id", row.get("id"));
        replay.put("estimate", row.get("estimate"));
        replay.put("state", row.get("state"));
        replay.put("progress", progress);
        replay.put("startedAt", time(row.get("started_at")));
        replay.put("endedAt", time(row.get("ended_at")));
        JsonAnswer.write(exchange.getMessage(), Json.write(replay));
    }

    /**
     * Answers with a replay that was to be cancelled.
     *
     * @throws HttpProblem 404 if there is none, 409 if it had ended before
     */
    public void answerCancelled(Exchange exchange, Map<String, Object> row) {
        answer(exchange, row);
        if (!row.get("cancelled").equals(true)) {
            throw HttpProblem.conflict("The replay is " + row.get("state") + "; expected one that is running.");
        }
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
    }

    private static Wanted filter(CallBody fields, boolean dryRun, Optional<String> operator) {
        Wanted wanted = new Wanted(
                Optional.empty(),
                fields.oneOf(
                        "status",
                        STATES,
                        "one of " + String.join(", ", STATES)
                                + "; a quarantined event is released by POST /api/events/{id}/release"),
                fields.text("type"),
                fields.text("error"),
                fields.time("since"),
                dryRun,
                operator);
        if (wanted.error().isPresent() && !wanted.status().equals(Optional.of("failed"))) {
            fields.refuse("error", "Expected it with the status failed only.");
        }
        if (!fields.has("status") && !fields.has("type") && !fields.has("since")) {
            fields.refuse("status", "Expected at least one of status, type and since.");
        }
        fields.refuseOthers();
        return wanted;
    }

    private static Instant time(Object value) {
        return value == null ? null : ((Timestamp) value).toInstant();
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("There is no such replay.");
    }
}
