package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.json.Json;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An event that only repeats what both sides agree on costs no call to Circle; anything in doubt does. */
class MemberEchoRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void an_echo_costs_no_call_and_is_listed_as_processed() throws Exception {
        long id = joined();
        String before = snapshot(id);

        tellsOfField(id, "bio", "\"Writes notes\"");

        settles(id);
        assertThat(calls(id)).isEmpty();
        assertThat(snapshot(id)).isEqualTo(before);
        await().untilAsserted(() -> assertThat(Json.mapper()
                        .readTree(
                                service.get("/api/events?circleMemberId=" + id).body())
                        .at("/items/0/status")
                        .asText())
                .isEqualTo("processed"));
    }

    @ParameterizedTest
    @CsvSource({
        "linkedin_url, null",
        "linkedin_url, '\"\"'",
        "instagram_url, '\" \"'",
        "website, '\"https://example.org\"'",
        "website, '\"https://example.org/\"'",
        "bio, '\"Writes notes \"'"
    })
    void what_looks_the_same_is_no_news(String key, String value) {
        long id = joined();

        tellsOfField(id, key, value);

        settles(id);
        assertThat(calls(id)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bio, '\"Something else\"'",
        "bio, '\"writes notes\"'",
        "bio, null",
        "bio, '[\"Writes notes\"]'",
        "bio, '{}'",
        "interests, '[\"Maths\"]'",
        "headline, '\"Analyst\"'",
        "BIO, '\"Writes notes\"'",
        "linkedin_url, 0",
    })
    void any_other_value_and_any_other_field_are_fetched(String key, String value) {
        long id = joined();

        tellsOfField(id, key, value);

        fetchesOnce(id);
    }

    @Test
    void an_event_without_a_value_is_fetched() {
        long id = joined();
        post(id, ",\"profile_field_key\":\"linkedin_url\"");
        fetchesOnce(id);
    }

    @Test
    void an_echo_beside_the_whole_member_hides_none_of_it() {
        long id = joined();
        ObjectNode member = circle.member(id).deepCopy();
        member.put("headline", "Told").put("updated_at", JANUARY.plusSeconds(9).toString());

        post(id, ",\"profile_field_key\":\"bio\",\"profile_field_value\":\"Writes notes\",\"member\":" + member);

        await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("headline", "Told"));
        settles(id);
    }

    @Test
    void an_echo_hides_no_other_event_of_its_burst() {
        for (List<String> burst : List.of(
                List.of("\"Writes notes\"", "\"Edited\""),
                List.of("\"Edited\"", "\"Writes notes\""),
                List.of("\"Writes notes\"", "\"Edited\"", "\"Writes notes\""))) {
            long id = joined();
            edited(id);
            holdBack(id);
            burst.forEach(value -> tellsOfField(id, "bio", value));
            letGo(id);
            await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("bio", "Edited"));
            settles(id);
        }
    }

    @Test
    void many_echoes_hide_no_other_event_either() {
        long id = joined();
        edited(id);
        holdBack(id);
        Collections.nCopies(20, "\"Writes notes\"").forEach(value -> tellsOfField(id, "bio", value));
        tellsOfField(id, "bio", "\"Edited\"");
        letGo(id);

        await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("bio", "Edited"));
        settles(id);
    }

    @Test
    void an_echo_hides_no_event_of_another_type_before_or_after_it() {
        for (boolean first : new boolean[] {true, false}) {
            long id = joined();
            circle.member(id)
                    .put("headline", "Edited")
                    .put("updated_at", JANUARY.plusSeconds(9).toString());
            holdBack(id);
            if (first) {
                changes(id);
            }
            tellsOfField(id, "bio", "\"Writes notes\"");
            if (!first) {
                changes(id);
            }
            letGo(id);
            await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("headline", "Edited"));
            settles(id);
        }
    }

    @Test
    void an_echo_hides_no_failed_sync() {
        long id = joined();
        edited(id);
        AtomicInteger calls = new AtomicInteger();
        circle.answer(call -> call.path().endsWith("/" + id) && calls.incrementAndGet() == 1
                ? Answer.text(503, "")
                : circle.normally(call));
        changes(id);
        await().untilAsserted(() -> assertThat(calls).hasValueGreaterThanOrEqualTo(1));

        tellsOfField(id, "bio", "\"Writes notes\"");

        await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("bio", "Edited"));
        settles(id);
    }

    @Test
    void an_echo_hides_nothing_that_comes_while_it_is_being_looked_at() throws Exception {
        long id = joined();
        try (Connection gate = service.jdbc().getDataSource().getConnection();
                Statement lock = gate.createStatement()) {
            gate.setAutoCommit(false);
            lock.execute("LOCK TABLE gap IN ACCESS EXCLUSIVE MODE");
            tellsOfField(id, "bio", "\"Writes notes\"");
            await().until(() -> service.jdbc()
                            .queryForObject(
                                    "SELECT count(*) FROM member_sync WHERE circle_member_id = ? AND lease_token IS NOT NULL",
                                    Long.class,
                                    id)
                    == 1);
            edited(id);
            changes(id);
            gate.commit();
        }

        await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("bio", "Edited"));
        settles(id);
    }

    @Test
    void an_echo_hides_no_local_edit() {
        long id = joined();
        holdBack(id);
        service.jdbc()
                .update("UPDATE profile SET headline = 'Typed', updated_at = now() WHERE circle_member_id = ?", id);
        tellsOfField(id, "bio", "\"Writes notes\"");
        letGo(id);

        await().untilAsserted(() ->
                assertThat(circle.member(id).get("headline").asText()).isEqualTo("Typed"));
        settles(id);
    }

    @Test
    void of_members_who_left_and_of_open_matters_circle_is_asked() {
        long left = joined();
        service.jdbc().update("UPDATE profile SET left_at = now() WHERE circle_member_id = ?", left);
        tellsOfField(left, "bio", "\"Writes notes\"");
        fetchesOnce(left);
        assertThat(profileOf(left)).containsEntry("left_at", null);

        long open = joined();
        rows().gapOfMember("identity-conflict", open);
        tellsOfField(open, "bio", "\"Writes notes\"");
        fetchesOnce(open);
        assertThat(openGapsOfMember(open)).isEmpty();
    }

    @Test
    void an_unknown_member_is_fetched() {
        long id = newMemberId();
        memberInCircle(id);

        tellsOfField(id, "linkedin_url", "null");

        await().untilAsserted(() -> assertThat(profilesOf(id)).hasSize(1));
        settles(id);
    }

    @Test
    void a_push_and_all_its_echoes_cost_one_fetch_and_one_put() {
        long id = joined();
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            if (call.method().equals("PUT") && call.path().endsWith("/" + id)) {
                tellsOfField(id, "bio", "\"Typed\"");
                tellsOfField(id, "website", "\"https://typed.example.org\"");
            }
            return answer;
        });
        service.jdbc()
                .update(
                        "UPDATE profile SET bio = 'Typed', website = 'https://typed.example.org', updated_at = now()"
                                + " WHERE circle_member_id = ?",
                        id);

        changes(id);

        await().untilAsserted(() -> assertThat(generations(id)).isEqualTo(Map.of("g", 4L, "s", 4L)));
        settles(id);
        String after = snapshot(id);
        tellsOfField(id, "bio", "\"Typed\"");
        settles(id);
        assertThat(calls(id)).extracting(Call::method).containsExactly("GET", "PUT");
        assertThat(snapshot(id)).isEqualTo(after);
        assertThat(conflictsOf(id)).isEmpty();
    }

    @Test
    void an_echo_hides_no_edit_that_the_answer_to_the_push_showed() {
        long id = joined();
        circle.answer(call -> {
            if (!call.method().equals("PUT") || !call.path().endsWith("/" + id)) {
                return circle.normally(call);
            }
            inCircle(id).withObject("/flattened_profile_fields").put("website", "https://edited.example.org");
            Answer answer = circle.normally(call);
            tellsOfField(id, "bio", "\"Typed\"");
            return answer;
        });
        edit(id, "bio", "Typed");

        changes(id);

        await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("website", "https://edited.example.org"));
        settles(id);
        assertThat(calls(id)).extracting(Call::method).containsExactly("GET", "PUT", "GET");
    }

    private int callsBefore;

    /** A member both sides agree about; calls are counted from here. */
    @Override
    long joined() {
        long id = super.joined();
        callsBefore = fetchesOf(id).size();
        return id;
    }

    private List<Call> calls(long id) {
        List<Call> all = fetchesOf(id);
        return all.subList(callsBefore, all.size());
    }

    private void fetchesOnce(long id) {
        await().untilAsserted(() -> assertThat(calls(id)).hasSize(1));
        settles(id);
        assertThat(calls(id)).hasSize(1);
    }

    private static void edited(long id) {
        circle.member(id)
                .put("updated_at", JANUARY.plusSeconds(9).toString())
                .withObject("/flattened_profile_fields")
                .put("bio", "Edited");
    }

    /** Keeps the sync from the member until all of a burst is there. */
    private void holdBack(long id) {
        settles(id);
        service.jdbc()
                .update(
                        "UPDATE member_sync SET lease_token = gen_random_uuid(), due_at = now() + interval '1 hour'"
                                + " WHERE circle_member_id = ?",
                        id);
    }

    private void letGo(long id) {
        service.jdbc()
                .update("UPDATE member_sync SET lease_token = NULL, due_at = now() WHERE circle_member_id = ?", id);
    }

    private static Map<String, Object> generations(long id) {
        return service.jdbc()
                .queryForMap(
                        "SELECT generation AS g, synced_generation AS s FROM member_sync WHERE circle_member_id = ?",
                        id);
    }

    private static void post(long id, String more) {
        String event = "{\"type\":\"community_member_profile_field_updated\",\"data\":{\"community_id\":393781,"
                + "\"community_member_id\":" + id + more + "}}";
        assertThat(service.post("/webhooks/circle", event).statusCode()).isEqualTo(200);
    }
}
