package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.Tables;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person does not wait for the next try: one member, or all that were given up. */
class MemberDueRouteTest extends ProfileWriteBase {

    private static final Instant LONG_AGO = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final Instant LATER = Instant.now().plus(Duration.ofDays(30));

    @BeforeEach
    void empty() {
        Tables.empty(service.jdbc(), "replay, replay_member, profile, event, member_sync, gap, outbox");
    }

    @Test
    void whoever_waits_for_another_try_is_synced_at_once() {
        inCircle(memberId);
        rows().member(memberId, "due_at", LATER, "attempts", 7, "error", "circle-member: 503");

        assertThat(sync(memberId).statusCode()).isEqualTo(204);

        await().until(() -> count("profile WHERE circle_member_id = ?", memberId) == 1);
    }

    @Test
    void whoever_was_given_up_is_synced_at_once() {
        inCircle(memberId);
        rows().member(memberId, "failed_at", LONG_AGO, "attempts", 10, "error", "circle-member: 422");

        assertThat(sync(memberId).statusCode()).isEqualTo(204);

        await().until(() -> count("profile WHERE circle_member_id = ?", memberId) == 1);
        await().until(() -> count("member_sync WHERE due_at IS NULL AND failed_at IS NULL AND error IS NULL") == 1);
    }

    @Test
    void a_profiles_member_of_whom_nothing_was_heard_is_synced_too() {
        inCircle(memberId);
        rows().profile(email, "circle_member_id", memberId);

        assertThat(sync(memberId).statusCode()).isEqualTo(204);

        await().until(() -> count("profile WHERE last_name = 'Lovelace'") == 1);
    }

    @Test
    void whoever_is_paused_stays_so() {
        rows().member(memberId, "failed_at", LONG_AGO, "error", "circle-member: 422");
        call("POST", "/api/members/" + memberId + "/pause", null);

        assertThat(assertProblem(sync(memberId), 409)).contains("paused");

        assertThat(count("member_sync WHERE due_at = 'infinity' AND failed_at IS NOT NULL AND generation = 1"))
                .isEqualTo(1);
    }

    @Test
    void a_dry_run_says_what_would_be_and_leaves_all_as_it_is() {
        UUID profile = rows().profile(email, "circle_member_id", memberId, "push_rejected", "{\"bio\":\"x\"}");
        rows().member(memberId, "failed_at", LONG_AGO, "attempts", 10, "error", "circle-member: 422");

        assertThat(dryRun(memberId).statusCode()).isEqualTo(204);
        assertThat(count("member_sync WHERE failed_at IS NOT NULL AND generation = 1 AND attempts = 10"))
                .isEqualTo(1);
        assertThat(count("profile WHERE id = ? AND push_rejected <> '{}'", profile))
                .isEqualTo(1);
        assertThat(count("change WHERE profile_id = ?", profile)).isZero();

        call("POST", "/api/members/" + memberId + "/pause", null);
        assertThat(assertProblem(dryRun(memberId), 409)).contains("paused");
    }

    @Test
    void a_sync_that_is_under_way_keeps_its_lease_and_is_followed_by_another() {
        UUID lease = UUID.randomUUID();
        rows().member(memberId, "due_at", LATER, "lease_token", lease);

        assertThat(sync(memberId).statusCode()).isEqualTo(204);

        assertThat(count("member_sync WHERE lease_token = ? AND generation = 2", lease))
                .isEqualTo(1);
    }

    @Test
    void all_that_were_given_up_are_tried_again_or_those_over_something() {
        for (int i = 0; i < 3; i++) {
            inCircle(memberId + i * 1_000);
            rows().member(memberId + i * 1_000, "failed_at", LONG_AGO, "error", i < 2 ? "503" : "422");
        }
        rows().member(77, "failed_at", LONG_AGO, "error", "503");
        call("POST", "/api/members/77/pause", null);

        HttpResponse<String> estimate = retry("{\"dryRun\":true}");
        assertThat(estimate.statusCode()).isEqualTo(200);
        assertThat(json(estimate).get("estimate").intValue())
                .as("whoever is paused is left alone")
                .isEqualTo(3);
        assertThat(count("replay")).isZero();

        HttpResponse<String> begun = retry("{\"filter\":{\"error\":\"503\"}}");
        assertThat(begun.statusCode()).isEqualTo(202);
        assertThat(json(begun).get("estimate").intValue()).isEqualTo(2);
        String path = begun.headers().firstValue("Location").orElseThrow();
        await().until(() -> json(service.get(path)).get("state").textValue().equals("done"));
        await().until(() -> count("profile") == 2);
        assertThat(count("member_sync WHERE error = '422' AND failed_at IS NOT NULL"))
                .isEqualTo(1);

        assertThat(retry(null).statusCode()).isEqualTo(202);
        await().until(() -> count("profile") == 3);
    }

    @Test
    void where_nobody_was_given_up_it_is_done_at_once() {
        assertThat(json(retry("{}")).get("state").textValue()).isEqualTo("done");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/members/9/sync     |                              | 404
            /api/members/9/sync     | {"dryRun":true}              | 404
            /api/members/9/sync     | {"dryRun":1}                 | 422
            /api/members/9/sync     | {"force":true}               | 422
            /api/members/9/sync?x=1 |                              | 400
            /api/members/retry      | []                           | 400
            /api/members/retry      | {"filter":{"status":"due"}}  | 422
            /api/members/retry      | {"filter":{"error":5}}       | 422
            /api/members/retry      | {"dryRun":"yes"}             | 422
            /api/members/retry      | {"dryRun":null}              | 422
            /api/members/9/pause    | {"dryRun":null}              | 422
            /api/members/9/link     | {"dryRun":null}              | 422
            /api/undo               | {"dryRun":null}              | 422
            /api/gaps/remind        | {"dryRun":null}              | 422
            /api/reconciliations    | {"dryRun":null}              | 422
            """)
    void what_cannot_be_done_is_refused(String path, String body, int status) {
        assertProblem(call("POST", path, body), status);
    }

    private void inCircle(long id) {
        circle.put(StubCircle.member(id, id + email, "Ada Lovelace", LONG_AGO));
    }

    private static HttpResponse<String> sync(long id) {
        return call("POST", "/api/members/" + id + "/sync", null);
    }

    private static HttpResponse<String> dryRun(long id) {
        return call("POST", "/api/members/" + id + "/sync", "{\"dryRun\":true}");
    }

    private static HttpResponse<String> retry(String body) {
        return call("POST", "/api/members/retry", body);
    }
}
