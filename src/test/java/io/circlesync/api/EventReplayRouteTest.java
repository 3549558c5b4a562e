package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.Tables;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/events/replay}: members of events are due once more, and nothing is told twice. */
class EventReplayRouteTest extends ProfileWriteBase {

    private static final Instant LONG_AGO = Instant.parse("2026-01-22T14:55:35.714Z");

    @BeforeEach
    void empty() {
        Tables.empty(service.jdbc(), "replay, replay_member, profile, event, member_sync, gap, outbox");
    }

    @Test
    void a_dry_run_counts_and_writes_nothing() {
        failed(3, "circle-member: 503");

        HttpResponse<String> answer = replay("{\"filter\":{\"status\":\"failed\"},\"dryRun\":true}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("estimate").intValue()).isEqualTo(3);
        assertThat(json(answer).get("state").textValue()).isEqualTo("planned");
        assertThat(json(answer).get("id").isNull()).isTrue();
        assertThat(count("replay")).isZero();
        assertThat(count("member_sync WHERE failed_at IS NOT NULL")).isEqualTo(3);
    }

    @Test
    void whoever_was_given_up_is_synced_once_circle_is_well() {
        List<Long> members = failed(3, "circle-member: 503");
        failed(1, "circle-member: 422");

        HttpResponse<String> answer = replay("{\"filter\":{\"status\":\"failed\",\"error\":\"503\"}}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer).get("estimate").intValue()).isEqualTo(3);
        String path = answer.headers().firstValue("Location").orElseThrow();
        assertThat(path)
                .isEqualTo("/api/events/replay/" + json(answer).get("id").longValue());
        await().until(() -> state(path).equals("done"));
        await().until(() -> count("profile") == 3);
        await().until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        assertThat(count("member_sync WHERE failed_at IS NOT NULL"))
                .as("who failed over something else")
                .isEqualTo(1);
        JsonNode ended = json(service.get(path));
        assertThat(ended.at("/progress/members").intValue()).isEqualTo(3);
        assertThat(ended.at("/progress/membersTotal").intValue()).isEqualTo(3);
        assertThat(ended.get("endedAt").isNull()).isFalse();
        assertThat(count("replay_member")).isZero();
        assertThat(json(service.get("/api/events?status=processed")).get("items"))
                .hasSize(3);
        assertThat(members).hasSize(3);
    }

    @Test
    void single_events_are_replayed_and_nothing_is_told_or_written_again() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", LONG_AGO));
        long event = event(memberId, Instant.now());
        replay("{\"ids\":[" + event + "]}");
        await().until(() -> count("profile WHERE circle_member_id = ?", memberId) == 1);
        await().until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        long told = count("outbox");
        long changes = count("change WHERE source <> 'operator'");

        for (int i = 0; i < 2; i++) {
            String path = replay("{\"ids\":[" + event + "," + event + "]}")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            await().until(() -> state(path).equals("done"));
            await().until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        }

        assertThat(count("outbox")).isEqualTo(told).isPositive();
        assertThat(count("change WHERE source <> 'operator'")).isEqualTo(changes);
        assertThat(count("change WHERE rule = 'replay'"))
                .as("what the timeline tells of it")
                .isEqualTo(2);
        assertThat(circle.calls()).noneMatch(call -> call.method().equals("PUT"));
    }

    @Test
    void a_filter_takes_the_time_and_the_type() {
        Instant now = Instant.now();
        settled(memberId, now);
        event(memberId, LONG_AGO);
        event(memberId, now.minusSeconds(3_600));
        rows().event("other", "circle_member_id", memberId, "received_at", now.minusSeconds(60));
        rows().event("ignored", "disposition", "ignored");

        assertThat(estimate("{\"status\":\"processed\"}")).isEqualTo(3);
        assertThat(estimate("{\"since\":\"" + now.minusSeconds(7_200) + "\"}")).isEqualTo(2);
        assertThat(estimate("{\"type\":\"other\"}")).isEqualTo(1);
        assertThat(estimate("{\"type\":\"other\",\"since\":\"" + now + "\"}")).isZero();
        assertThat(estimate("{\"status\":\"pending\"}")).isZero();
    }

    @Test
    void what_happens_today_waits_for_few_of_those_that_are_replayed() {
        // Nobody is called, so all that is marked due stays so.
        call("POST", "/api/partners/circle/open", null);
        try {
            failed(250, "circle-member: 503");

            String path = replay("{\"filter\":{\"status\":\"failed\"}}")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();

            await().until(() -> count("member_sync WHERE due_at <= now()") > 0);
            // Another turn would have been due.
            await().during(java.time.Duration.ofSeconds(1))
                    .until(() -> count("member_sync WHERE due_at <= now()") == 100);
            assertThat(state(path)).isEqualTo("running");

            HttpResponse<String> cancelled = call("POST", path + "/cancel", null);

            assertThat(cancelled.statusCode()).isEqualTo(202);
            assertThat(json(cancelled).get("state").textValue()).isEqualTo("cancelled");
            assertThat(json(cancelled).at("/progress/members").intValue()).isEqualTo(100);
            assertThat(count("replay_member")).isZero();
            assertThat(assertProblem(call("POST", path + "/cancel", null), 409)).contains("cancelled");
            assertThat(count("member_sync WHERE failed_at IS NOT NULL"))
                    .as("of the others nobody is")
                    .isEqualTo(150);
        } finally {
            Tables.empty(service.jdbc(), "member_sync");
            call("POST", "/api/partners/circle/close", null);
        }
    }

    @Test
    void whom_a_replay_still_has_before_it_is_erased_like_all_else() {
        java.util.UUID profile = rows().profile(email, "circle_member_id", memberId);
        rows().member(memberId);
        long replay = service.jdbc()
                .queryForObject(
                        "INSERT INTO replay (estimate, members, started_at, state) VALUES (1, 1, now(), 'cancelled') RETURNING id",
                        Long.class);
        service.jdbc().update("INSERT INTO replay_member VALUES (?, ?)", replay, memberId);

        assertThat(erase(profile).statusCode()).isEqualTo(204);

        assertThat(count("replay_member WHERE circle_member_id = ?", memberId)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {} | filter
            {"ids":[1],"filter":{"status":"failed"}} | filter
            {"ids":[]} | ids
            {"ids":["x"]} | ids
            {"ids":[0]} | ids
            {"filter":{}} | filter.status
            {"filter":{"status":"quarantined"}} | filter.status
            {"filter":{"status":"processed","error":"x"}} | filter.error
            {"filter":{"since":"today"}} | filter.since
            {"filter":{"status":"failed","circle":1}} | filter.circle
            {"filter":{"status":"failed"},"dryRun":"yes"} | dryRun
            {"filter":{"status":"failed"},"dryRun":null} | dryRun
            {"filter":{"status":"failed"},"dryrun":true} | dryrun
            """)
    void what_is_not_meant_is_refused(String body, String field) {
        assertThat(wrongFields(replay(body))).contains(field);
        assertThat(count("replay")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/events/replay/9, 404",
        "GET, /api/events/replay/x, 404",
        "POST, /api/events/replay/9/cancel, 404",
        "GET, /api/events/replay, 405"
    })
    void what_is_not_there_is_refused(String method, String path, int status) {
        assertProblem(call(method, path, null), status);
    }

    private static String state(String path) {
        return json(service.get(path)).get("state").textValue();
    }

    private static int estimate(String filter) {
        HttpResponse<String> answer = replay("{\"filter\":" + filter + ",\"dryRun\":true}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).get("estimate").intValue();
    }

    private static HttpResponse<String> replay(String body) {
        return call("POST", "/api/events/replay", body);
    }

    /** Members who are well in Circle and were given up here, each with an event. */
    private List<Long> failed(int members, String error) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            somebodyNew();
            circle.put(StubCircle.member(memberId, email, "Ada Lovelace", LONG_AGO));
            event(memberId, Instant.now().minusSeconds(60));
            rows().member(memberId, "attempts", 10, "error", error, "failed_at", Instant.now());
            ids.add(memberId);
        }
        return ids;
    }

    private static long event(long member, Instant at) {
        return rows().event("profile_updated", "circle_member_id", member, "received_at", at);
    }

    private static void settled(long member, Instant at) {
        rows().member(member, "synced_at", Timestamp.from(at));
    }
}
