package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when Circle fails. */
class MemberRetryRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of("sync.max-attempts", "2"));
    }

    @Test
    void a_fault_of_circle_is_tried_again_and_leaves_no_trace_when_it_passes() {
        long id = newMemberId();
        memberInCircle(id);
        failFirst(id, 1, Answer.text(500, "oops"));

        joins(id);

        settles(id);
        assertThat(profilesOf(id)).hasSize(1);
        assertThat(queueRow(id)).containsEntry("attempts", 0).containsEntry("error", null);
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @Test
    void a_page_of_html_is_not_a_member_and_not_an_absence() {
        long id = newMemberId();
        memberInCircle(id);
        joins(id);
        settles(id);
        failFirst(
                id,
                fetchesOf(id).size() + 1,
                new Answer(404, Map.of("Content-Type", "text/html"), "<html>gone</html>"));

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("left_at", null);
    }

    @Test
    void after_the_last_attempt_the_member_is_given_up_alerted_and_revived_by_the_next_event() {
        long id = newMemberId();
        memberInCircle(id);
        failFirst(id, Integer.MAX_VALUE, Answer.text(503, "<html>down</html>"));

        joins(id);

        await().untilAsserted(() -> assertThat(queueRow(id).get("failed_at")).isNotNull());
        assertThat(fetchesOf(id)).hasSize(2);
        assertThat(queueRow(id)).containsEntry("due_at", null).containsEntry("error", "Circle answered 503");
        assertThat(openGapsOfMember(id)).containsExactly("sync-failed");
        assertThat(alertsAbout(id)).isEqualTo(1);

        circle.answerNormally();
        changes(id);
        settles(id);
        assertThat(profilesOf(id)).hasSize(1);
        assertThat(openGapsOfMember(id)).isEmpty();
        assertThat(queueRow(id)).containsEntry("failed_at", null);
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 422})
    void what_comes_in_during_the_last_attempt_begins_a_new_count(int status) {
        long id = newMemberId();
        memberInCircle(id);
        AtomicInteger fetches = new AtomicInteger();
        circle.answer(call -> {
            if (!call.path().endsWith("/" + id) || fetches.incrementAndGet() > 3) {
                return circle.normally(call);
            }
            if (fetches.get() == 2 || status == 422) {
                changes(id);
            }
            return Answer.text(status, "");
        });

        joins(id);

        settles(id);
        assertThat(profilesOf(id))
                .as("after a third failure, which is the first again")
                .hasSize(1);
        assertThat(alertsAbout(id)).isZero();
    }

    @Test
    void an_event_during_the_wait_for_another_attempt_begins_a_new_count_too() {
        long id = newMemberId();
        failFirst(id, Integer.MAX_VALUE, Answer.text(503, "").with("Retry-After", "120"));
        joins(id);
        await().untilAsserted(() -> assertThat(queueRow(id)).containsEntry("attempts", 1));

        changes(id);

        assertThat(queueRow(id)).containsEntry("attempts", 0).containsEntry("error", "Circle answered 503");
        assertThat(secondsUntilDue(id)).as("but Circle is left alone as before").isBetween(100.0, 121.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"message\":\"no Route matched with those values\"}",
                "{\"errors\":[{\"message\":\"Missing record\"}]}",
                "{\"error\":\"Not Found\"}"
            })
    void a_404_of_a_gateway_makes_nobody_look_as_if_they_had_left(String body) {
        long id = joined();
        failFirst(id, Integer.MAX_VALUE, Answer.json(404, body));

        changes(id);

        await().untilAsserted(() -> assertThat(openGapsOfMember(id)).containsExactly("sync-failed"));
        assertThat(profileOf(id)).containsEntry("left_at", null);
    }

    @Test
    void the_alert_of_a_member_who_is_given_up_names_the_person_of_the_profile() {
        long id = joined();
        failFirst(id, Integer.MAX_VALUE, Answer.json(422, "{\"success\":false,\"message\":\"no\"}"));

        changes(id);

        await().untilAsserted(() -> assertThat(openGapsOfMember(id)).containsExactly("sync-failed"));
        assertThat(alertText("sync-failed", id))
                .isEqualTo(":warning: *<https://example.circle.so/u/u" + id
                        + "|Ada Lovelace>* cannot be synced\n>Circle answered 422");
        assertThat(service.jdbc()
                        .queryForMap(
                                "SELECT profile_id, CAST(payload -> 'gap' ->> 'profileId' AS uuid) AS of_gap FROM outbox"
                                        + " WHERE kind = 'sync-failed' AND key LIKE ?",
                                "%member:" + id + ":%"))
                .containsEntry("profile_id", profileOf(id).get("id"))
                .containsEntry("of_gap", profileOf(id).get("id"));
    }

    @Test
    void the_alert_of_a_member_without_a_profile_names_the_member_id() {
        long id = newMemberId();
        failFirst(id, Integer.MAX_VALUE, Answer.json(422, "{\"success\":false,\"message\":\"no\"}"));

        joins(id);

        await().untilAsserted(() -> assertThat(openGapsOfMember(id)).containsExactly("sync-failed"));
        assertThat(alertText("sync-failed", id)).startsWith(":warning: *Member " + id + "* cannot be synced");
    }

    @Test
    void whom_circle_does_not_tell_of_is_given_up_after_the_last_attempt_and_not_before() {
        long id = newMemberId();
        failFirst(id, Integer.MAX_VALUE, Answer.json(422, "{\"success\":false,\"message\":\"no\"}"));

        joins(id);

        await().untilAsserted(() -> assertThat(queueRow(id).get("failed_at")).isNotNull());
        assertThat(fetchesOf(id)).hasSize(2);
    }

    @Test
    void an_answer_that_lags_behind_gives_nobody_up_and_holds_at_last() {
        long id = joined();
        inCircle(id)
                .put("headline", "Put back")
                .put("updated_at", JANUARY.minusSeconds(60).toString());

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", "Put back");
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 405, 409, 422})
    void a_question_that_circle_refused_once_is_asked_again(int status) {
        long id = newMemberId();
        memberInCircle(id);
        failFirst(id, 1, Answer.json(status, "{\"success\":false,\"message\":\"no\"}"));

        joins(id);

        settles(id);
        assertThat(profilesOf(id)).hasSize(1);
        assertThat(alertsAbout(id)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_member_whom_alone_circle_does_not_show_is_given_up(int status) {
        long id = joined();
        long before = service.jdbc().queryForObject("SELECT coalesce(max(id), 0) FROM gap", Long.class);
        failFirst(
                id,
                Integer.MAX_VALUE,
                Answer.json(status, "{\"success\":false,\"message\":\"You cannot perform this action.\"}"));

        changes(id);

        await().untilAsserted(() -> assertThat(openGapsOfMember(id)).containsExactly("sync-failed"));
        assertThat(queueRow(id)).containsEntry("error", "Circle answered " + status);
        assertThat(queueRow(id).get("failed_at")).isNotNull();
        joined();
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT subject FROM gap WHERE kind = 'sync-failed' AND id > ?", String.class, before))
                .as("nobody hears that Circle lets us in no more")
                .containsExactly("member:" + id);
    }

    @Test
    void circle_is_asked_again_soon_if_it_asks_for_no_wait() {
        long id = newMemberId();
        memberInCircle(id);
        failFirst(id, 1, Answer.text(429, "").with("Retry-After", "0"));

        joins(id);

        settles(id);
        assertThat(profilesOf(id)).hasSize(1);
    }

    @Test
    void an_answer_about_another_member_is_never_used() {
        long id = newMemberId();
        long other = newMemberId();
        failFirst(
                id,
                Integer.MAX_VALUE,
                Answer.json(
                        200,
                        StubCircle.member(other, email(other), "Somebody Else", JANUARY)
                                .toString()));

        joins(id);

        await().untilAsserted(() -> assertThat(queueRow(id).get("failed_at")).isNotNull());
        assertThat(service.jdbc()
                        .queryForObject("SELECT count(*) FROM profile WHERE email = ?", Long.class, email(other)))
                .isZero();
    }

    private static void failFirst(long id, int times, Answer failure) {
        AtomicInteger failures = new AtomicInteger();
        circle.answer(call -> call.path().endsWith("/" + id) && failures.incrementAndGet() <= times
                ? failure
                : circle.normally(call));
    }

    private static Map<String, Object> queueRow(long id) {
        return service.jdbc().queryForMap("SELECT * FROM member_sync WHERE circle_member_id = ?", id);
    }

    private static double secondsUntilDue(long id) {
        return service.jdbc()
                .queryForObject(
                        "SELECT extract(epoch FROM due_at - now()) FROM member_sync WHERE circle_member_id = ?",
                        Double.class,
                        id);
    }

    private static long alertsAbout(long id) {
        return service.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM outbox WHERE kind = 'sync-failed' AND key LIKE ?",
                        Long.class,
                        "%member:" + id + ":%");
    }
}
