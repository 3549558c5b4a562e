package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.StubCircle;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A person says whose a member is, where no rule could tell; and nobody else's data reach anybody. */
class MemberLinkRouteTest extends ProfileWriteBase {

    private static final Instant LONG_AGO = Instant.parse("2026-01-22T14:55:35.714Z");

    @Test
    void a_member_of_two_profiles_is_the_one_that_a_person_names_and_the_other_keeps_its_data() {
        UUID former = rows().profile(
                        "old." + email,
                        "circle_member_id",
                        memberId,
                        "bio",
                        "Theirs",
                        "circle_account",
                        "user_of_former");
        UUID theirs = rows().profile(email, "headline", "Analyst");
        inConflict();

        HttpResponse<String> answer = link(theirs);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(id(answer)).isEqualTo(theirs);
        assertThat(json(answer).get("circleMemberId").longValue()).isEqualTo(memberId);
        await().until(() -> !openGaps("member:" + memberId).contains("identity-conflict"));
        await().until(() -> "Lovelace".equals(row(theirs).get("last_name")));
        assertThat(row(theirs)).containsEntry("headline", "Analyst");
        assertThat(row(former))
                .containsEntry("bio", "Theirs")
                .containsEntry("circle_member_id", null)
                .containsEntry("circle_account", null)
                .containsEntry("base", null);
        assertThat(told(theirs)).contains("null > " + memberId + " grace");
        assertThat(told(former)).contains(memberId + " > null grace");
    }

    @Test
    void somebody_who_came_back_under_another_name_is_linked_to_what_they_left() {
        long before = memberId + 1_000_000;
        UUID theirs = rows().profile(
                        email,
                        "circle_member_id",
                        before,
                        "first_name",
                        "Augusta",
                        "last_name",
                        "Byron",
                        "left_at",
                        LONG_AGO);
        inConflict();

        assertThat(link(theirs).statusCode()).isEqualTo(200);

        await().until(() -> !openGaps("member:" + memberId).contains("identity-conflict"));
        assertThat(row(theirs)).containsEntry("circle_member_id", memberId).containsEntry("left_at", null);
    }

    @Test
    void a_dry_run_writes_nothing() {
        UUID theirs = rows().profile(email, "email_verified", false);
        inConflict();
        String unchanged = snapshot(theirs);

        HttpResponse<String> answer =
                call("POST", path(), "{\"profileId\":\"" + theirs + "\",\"dryRun\":true}", "X-Operator", "grace");

        assertThat(json(answer).get("circleMemberId").longValue()).isEqualTo(memberId);
        assertThat(snapshot(theirs)).isEqualTo(unchanged);
    }

    @Test
    void nobody_is_linked_where_it_is_not_in_doubt() {
        UUID stranger = rows().profile("stranger." + email);
        UUID theirs = rows().profile(email, "email_verified", false);
        String unchanged = snapshot(stranger) + snapshot(theirs);

        assertThat(assertProblem(link(theirs), 409)).contains("identity-conflict");
        inConflict();
        unchanged = snapshot(stranger) + snapshot(theirs);
        assertThat(assertProblem(link(stranger), 409)).contains("identity-conflict");
        assertProblem(link(UUID.randomUUID()), 404);
        assertThat(wrongFields(call("POST", path(), "{}"))).containsExactly("profileId");
        assertThat(wrongFields(call("POST", path(), "{\"profileId\":\"ada\"}"))).containsExactly("profileId");

        assertThat(snapshot(stranger) + snapshot(theirs)).isEqualTo(unchanged);
    }

    private void inConflict() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", LONG_AGO));
        service.post("/webhooks/circle", "{\"type\":\"joined\",\"data\":{\"community_member_id\":" + memberId + "}}");
        await().until(() -> openGaps("member:" + memberId).contains("identity-conflict"));
        await().until(() -> count("member_sync WHERE circle_member_id = ? AND due_at IS NULL", memberId) == 1);
    }

    private String path() {
        return "/api/members/" + memberId + "/link";
    }

    private HttpResponse<String> link(UUID profile) {
        return call("POST", path(), "{\"profileId\":\"" + profile + "\"}", "X-Operator", "grace");
    }

    private static List<String> told(UUID profile) {
        return service
                .jdbc()
                .queryForList(
                        "SELECT old_value, new_value, operator FROM change WHERE profile_id = ? AND rule = 'linked-by-person'"
                                + " AND field = 'circleMemberId'",
                        profile)
                .stream()
                .map((Map<String, Object> change) ->
                        change.get("old_value") + " > " + change.get("new_value") + " " + change.get("operator"))
                .toList();
    }
}
