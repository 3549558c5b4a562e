package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code POST /api/events/{id}/release}: what could not be used counts after all, as it is or put right. */
class EventReleaseRouteTest extends ProfileWriteBase {

    @Test
    void an_event_that_was_put_right_makes_its_member_due() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", Instant.EPOCH));
        service.post("/webhooks/circle", "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":0}}");
        assertThat(service.post("/webhooks/circle", "{\"data\":{\"community_member_id\":0}}")
                        .statusCode())
                .isEqualTo(400);
        long event = lastEvent();
        ObjectNode right = object();
        right.putObject("body").put("type", "profile_updated").putObject("data").put("community_member_id", memberId);

        HttpResponse<String> answer = release(event, right.toString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).get("id").longValue()).isEqualTo(event);
        assertThat(json(answer).get("circleMemberId").longValue()).isEqualTo(memberId);
        assertThat(json(answer).get("type").textValue()).isEqualTo("profile_updated");
        assertThat(json(answer).get("reason").isNull()).isTrue();
        await().until(() -> count("profile WHERE circle_member_id = ?", memberId) == 1);
        assertThat(assertProblem(release(event, right.toString()), 409)).doesNotContain("quarantined;");
    }

    @Test
    void an_event_counts_as_it_is_where_it_can_be_used_by_now() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", Instant.EPOCH));
        long event = rows().event(
                        "profile_updated",
                        "disposition",
                        "quarantined",
                        "reason",
                        "An earlier version could not read it.",
                        "body",
                        "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + memberId + "}}");

        assertThat(release(event, "").statusCode()).isEqualTo(200);

        await().until(() -> count("profile WHERE circle_member_id = ?", memberId) == 1);
    }

    @Test
    void what_was_released_is_not_settled_by_a_sync_before_it() {
        circle.answer(call -> call.path().endsWith("/" + memberId) ? Answer.text(500, "") : circle.normally(call));
        rows().member(memberId, "synced_at", Instant.now(), "generation", 1, "synced_generation", 1);
        long event = rows().event(
                        "profile_updated",
                        "received_at",
                        Instant.now().minusSeconds(3600),
                        "disposition",
                        "quarantined",
                        "body",
                        "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + memberId + "}}");

        assertThat(json(release(event, "")).get("status").textValue()).isEqualTo("pending");

        await().until(() -> count("member_sync WHERE circle_member_id = ? AND error IS NOT NULL", memberId) == 1);
        assertThat(json(call("GET", "/api/events?status=pending&circleMemberId=" + memberId, null))
                        .get("items"))
                .hasSize(1);
    }

    /** However many people press the button. */
    @Test
    void an_event_that_is_released_at_once_is_noted_once() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", Instant.EPOCH));
        rows().profile(email, "circle_member_id", memberId);
        long event = rows().event(
                        "profile_updated",
                        "disposition",
                        "quarantined",
                        "body",
                        "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + memberId + "}}");

        List<Integer> answers = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> release(event, "").statusCode())
                .toList();

        assertThat(answers).contains(200).isSubsetOf(200, 409);
        assertThat(count("change WHERE field = 'event' AND rule = 'release' AND new_value = ?", Long.toString(event)))
                .isEqualTo(1);
    }

    @Test
    void an_event_of_workos_is_applied_once() {
        long event = rows().event("user.created", "source", "workos", "disposition", "quarantined", "body", "{");
        ObjectNode right = object();
        ObjectNode body = right.putObject("body").put("id", "event_" + memberId).put("event", "user.created");
        body.putObject("data").put("id", user).put("email", email).put("email_verified", true);

        HttpResponse<String> answer = release(event, right.toString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).get("status").textValue()).isEqualTo("ignored");
        assertThat(count("profile WHERE workos_user_id = ?", user)).isEqualTo(1);
        assertThat(count("event WHERE external_id = ? AND disposition = 'applied'", "event_" + memberId))
                .isEqualTo(1);
        assertProblem(release(event, right.toString()), 409);
    }

    @Test
    void what_still_cannot_be_used_stays_as_it_is() {
        long circles = rows().event("x", "disposition", "quarantined", "body", "{");
        long workos = rows().event("x", "disposition", "quarantined", "source", "workos", "body", "{");

        assertThat(assertProblem(release(circles, ""), 400)).isEqualTo("The body is not JSON.");
        assertThat(assertProblem(release(circles, "{\"body\":{\"type\":\"x\"}}"), 400))
                .contains("community_member_id");
        assertThat(assertProblem(release(workos, ""), 400)).isEqualTo("The body is not JSON.");
        assertThat(assertProblem(release(workos, "{\"body\":{\"id\":\"event_1\",\"event\":\"session.created\"}}"), 400))
                .contains("user.created");
        assertThat(count("event WHERE id IN (?, ?) AND disposition = 'quarantined' AND body = '{'", circles, workos))
                .isEqualTo(2);
    }

    @Test
    void only_what_is_quarantined_is_released() {
        long due = rows().event("x", "circle_member_id", memberId, "disposition", "ignored");

        assertThat(assertProblem(release(due, ""), 409)).contains("ignored");
        assertProblem(release(999_999_999L, ""), 404);
        assertProblem(call("POST", "/api/events/x/release", null), 404);
        assertThat(wrongFields(release(due, "{\"Body\":1}"))).containsExactly("Body");
        assertProblem(call("POST", "/api/events/" + due + "/release?x=1", null), 400);
    }

    private static HttpResponse<String> release(long event, String json) {
        return call("POST", "/api/events/" + event + "/release", json);
    }

    private static long lastEvent() {
        return service.jdbc().queryForObject("SELECT max(id) FROM event WHERE disposition = 'quarantined'", Long.class);
    }
}
