package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is not in the community, or not yet, and who has an account already: nobody is told anything for nothing. */
class MemberStandingRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void somebody_deactivated_gets_a_profile_and_no_mail_and_is_told_once() {
        long id = newMemberId();
        memberInCircle(id).put("active", false).put("headline", "");

        joins(id);
        settles(id);
        changesAndSettles(id);

        assertThat(profileOf(id).get("left_at")).isNotNull();
        assertThat(openGaps(subject(id))).containsExactly("member-left");
        assertThat(told(id)).containsExactly("slack member-left");
    }

    @Test
    void somebody_who_is_deactivated_while_reminders_are_due_is_reminded_of_nothing_until_active_again() {
        long id = newMemberId();
        memberInCircle(id).put("headline", "");
        joins(id);
        settles(id);
        assertThat(openGaps(subject(id))).containsExactly("incomplete-profile", "missing-workos");

        inCircle(id).put("active", false);
        changesAndSettles(id);
        remindNow();

        Object left = profileOf(id).get("left_at");
        assertThat(left).isNotNull();
        assertThat(openGaps(subject(id))).containsExactly("member-left");
        assertThat(told(id)).containsExactly("mail missing-workos", "slack member-left", "slack missing-workos");
        assertThat(timelineOf(id)).contains("leftAt deactivated");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("left_at", left);

        inCircle(id).put("active", true);
        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("left_at", null);
        assertThat(openGaps(subject(id))).containsExactly("incomplete-profile", "missing-workos");
        assertThat(timelineOf(id)).contains("leftAt returned");
    }

    @Test
    void what_is_edited_in_circle_follows_meanwhile_and_what_is_edited_here_goes_out_afterwards() {
        long id = joined();
        inCircle(id).put("active", false).put("headline", "Edited in Circle");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Edited in Circle");

        edit(id, "bio", "Edited here");
        changesAndSettles(id);
        assertThat(puts(id)).isEmpty();

        inCircle(id).put("active", true);
        changesAndSettles(id);
        assertThat(onlyPut(id).body()).contains("Edited here").doesNotContain("headline");
    }

    @Test
    void an_event_alone_brings_nobody_back() {
        long id = joined();
        ObjectNode member = inCircle(id).put("active", false);
        changesAndSettles(id);
        ObjectNode told = member.deepCopy().put("updated_at", "2026-11-01T00:00:00Z");
        told.remove("active");
        int fetches = fetchesOf(id).size();

        assertThat(service.post(
                                "/webhooks/circle",
                                "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id
                                        + ",\"memberData\":" + told + "}}")
                        .statusCode())
                .isEqualTo(200);
        settles(id);

        assertThat(fetchesOf(id)).hasSize(fetches + 1);
        assertThat(profileOf(id).get("left_at")).isNotNull();
    }

    @Test
    void nobody_hears_of_somebody_invited_until_they_have_come() {
        long id = newMemberId();
        memberInCircle(id).put("headline", "").put("active", false).putNull("profile_confirmed_at");

        joins(id);
        settles(id);

        assertThat(profileOf(id)).containsEntry("first_name", "Ada").containsEntry("left_at", null);
        assertThat(openGaps(subject(id))).isEmpty();
        assertThat(told(id)).isEmpty();

        inCircle(id).put("active", true).put("profile_confirmed_at", "2026-11-20T10:00:00.000Z");
        changesAndSettles(id);

        assertThat(openGaps(subject(id))).containsExactly("incomplete-profile", "missing-workos");
        assertThat(told(id)).containsExactly("mail missing-workos", "slack missing-workos");
    }

    @Test
    void whose_account_circle_names_is_not_asked_to_make_one() {
        long id = newMemberId();
        memberInCircle(id).put("headline", "").put("sso_provider_user_id", "user_" + id);

        joins(id);
        settles(id);

        assertThat(openGaps(subject(id))).containsExactly("incomplete-profile");
        assertThat(told(id)).containsExactly("mail incomplete-profile");
        assertThat(profileOf(id)).containsEntry("workos_user_id", null);

        RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer api-token")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"email\":\"elsewhere" + id + "@example.org\",\"workosUserId\":\"user_" + id + "\"}")));
        assertThat(profileOf(id))
                .as("linked once the app says so, whatever the address")
                .containsEntry("workos_user_id", "user_" + id);
    }

    @Test
    void once_circle_names_an_account_the_gap_ends() {
        long id = joined();
        assertThat(openGaps(subject(id))).contains("missing-workos");

        inCircle(id).put("sso_provider_user_id", "user_" + id);
        changesAndSettles(id);

        assertThat(openGaps(subject(id))).doesNotContain("missing-workos");
        inCircle(id).put("sso_provider_user_id", "8812");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8812", "", "auth0|1"})
    void an_account_of_another_provider_is_none_in_the_app(String sso) {
        long id = newMemberId();
        memberInCircle(id).put("sso_provider_user_id", sso);

        joins(id);
        settles(id);

        assertThat(openGaps(subject(id))).contains("missing-workos");
    }

    @Test
    void an_account_that_is_deleted_in_workos_is_none_though_circle_names_it() {
        long id = newMemberId();
        rows().account("user_" + id, "deleted", true);
        memberInCircle(id).put("sso_provider_user_id", "user_" + id);

        joins(id);
        settles(id);

        assertThat(openGaps(subject(id))).contains("missing-workos");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gone", "deactivated"})
    void with_somebody_who_leaves_all_ends_that_is_about_them(String how) {
        long id = joined();
        circle.answer(call -> call.method().equals("PUT") && call.path().endsWith("/" + id)
                ? Answer.json(422, "{\"success\":false,\"message\":\"Validation failed\"}")
                : circle.normally(call));
        edit(id, "bio", "Refused");
        changesAndSettles(id);
        assertThat(openGapsOfMember(id)).contains("push-rejected");
        rows().gap("message-failed", (UUID) profileOf(id).get("id"));

        circle.answerNormally();
        ObjectNode member = inCircle(id);
        if (how.equals("gone")) {
            circle.remove(id);
        } else {
            member.put("active", false);
        }
        changesAndSettles(id);
        remindNow();

        assertThat(openGapsOfMember(id)).isEmpty();
        assertThat(openGaps(subject(id))).containsExactly("member-left");
        assertThat(alerts("push-rejected", id)).isEqualTo(1);

        circle.put(member.put("active", true));
        changesAndSettles(id);

        assertThat(inCircle(id).at("/flattened_profile_fields/bio").asText())
                .as("sent once more to whoever is back")
                .isEqualTo("Refused");
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    private String subject(long id) {
        return "profile:" + profileOf(id).get("id");
    }

    /** Who heard of what about the person, in order of the words. */
    private List<String> told(long id) {
        return service.jdbc()
                .queryForList(
                        "SELECT channel || ' ' || kind FROM outbox WHERE profile_id = ? ORDER BY 1",
                        String.class,
                        profileOf(id).get("id"));
    }

    private List<String> timelineOf(long id) {
        return service.jdbc()
                .queryForList(
                        "SELECT field || ' ' || rule FROM change WHERE profile_id = ? ORDER BY id",
                        String.class,
                        profileOf(id).get("id"));
    }

    /** Lets every open gap be due for a reminder, and waits until all have been looked at. */
    private static void remindNow() {
        service.jdbc().update("UPDATE gap SET remind_at = now() WHERE resolved_at IS NULL AND kind <> 'member-left'");
        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM gap WHERE resolved_at IS NULL AND remind_at <= now()",
                                Long.class))
                .isZero());
    }
}
