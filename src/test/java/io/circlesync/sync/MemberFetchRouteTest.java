package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sync works with: an event that carries a whole member saves the call to Circle; any other does not stand for one. */
class MemberFetchRouteTest extends SyncTestBase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final AtomicLong IDS = new AtomicLong(7000);

    private final long id = IDS.incrementAndGet();

    @BeforeAll
    static void start() {
        startWith(Map.of("circle.community-id", "393781"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'profile_updated','memberData':%s}",
                "{'type':'profile_updated','data':{'community_member_id':%d,'memberData':%s}}",
                "{'type':'profile_updated','data':{'community_member_id':%d},'memberData':%s}",
                "{'type':'community_member_joined_community','data':{'community_member_id':'%d','member':%s}}",
                "{'body':{'type':'community_member_updated','data':{'member':%s}}}",
            })
    void a_whole_member_saves_the_fetch(String envelope) {
        ObjectNode told = member("Told by the event");
        String json = envelope.replace('\'', '"');

        post(json.contains("%d") ? json.formatted(id, told) : json.formatted(told));

        await().untilAsserted(() -> assertThat(headlines()).containsExactly("Told by the event"));
        assertThat(calls()).isZero();
    }

    @Test
    void data_without_an_id_are_the_members_own() {
        ObjectNode told = member("Told by the event");
        told.remove("id");

        post(event(told));

        await().untilAsserted(() -> assertThat(headlines()).containsExactly("Told by the event"));
        assertThat(calls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email",
                "headline",
                "name",
                "updated_at",
                "flattened_profile_fields",
                "flattened_profile_fields.bio"
            })
    void partial_data_are_fetched(String missing) {
        circle.put(member("Known by Circle"));
        ObjectNode told = member("Told by the event");
        int dot = missing.indexOf('.');
        if (dot > 0) {
            ((ObjectNode) told.get(missing.substring(0, dot))).remove(missing.substring(dot + 1));
        } else {
            told.remove(missing);
        }
        if (missing.equals("name")) {
            told.remove("last_name");
        }
        if (missing.startsWith("flattened")) {
            told.remove("profile_fields");
        }

        post(event(told));

        await().untilAsserted(() -> assertThat(headlines()).containsExactly("Known by Circle"));
    }

    @Test
    void another_members_data_are_not_used() {
        circle.put(member("Known by Circle"));
        ObjectNode other = StubCircle.member(id + 100_000, "eve@example.org", "Eve Other", NOON);

        post(event(other));

        await().untilAsserted(() -> assertThat(headlines()).containsExactly("Known by Circle"));
        assertThat(service.jdbc().queryForList("SELECT 1 FROM profile WHERE email = 'eve@example.org'"))
                .isEmpty();
    }

    /** Whoever answers for another community was not meant to be asked; it says nothing about anybody here. */
    @Test
    void another_communitys_member_makes_no_profile() {
        circle.put(member("Of another").put("community_id", 5));

        changes(id);

        awaitAnswerOfAnother();
        assertThat(headlines()).isEmpty();
        circle.put(member("Known by Circle"));
        dueNow();
        await().untilAsserted(() -> assertThat(headlines()).containsExactly("Known by Circle"));
    }

    @Test
    void a_member_who_is_shown_as_another_communitys_has_not_left_and_is_not_changed() {
        post(event(member("Known by Circle")));
        await().untilAsserted(() -> assertThat(headlines()).containsExactly("Known by Circle"));
        circle.put(member("Of another")
                .put("active", false)
                .put("community_id", 5)
                .put("updated_at", NOON.plusSeconds(60).toString()));

        changes(id);

        awaitAnswerOfAnother();
        assertThat(headlines()).containsExactly("Known by Circle");
        assertThat(count("profile WHERE circle_member_id = ? AND left_at IS NULL", id))
                .isEqualTo(1);
    }

    @Test
    void what_another_community_says_it_has_taken_is_not_written() {
        circle.put(member("Known by Circle"));
        changes(id);
        settles(id);
        circle.answer(call -> call.method().equals("PUT")
                ? Answer.json(200, member("Edited here").put("community_id", 5).toString())
                : circle.normally(call));
        edit(id, "headline", "Edited here");

        changes(id);

        awaitAnswerOfAnother();
        circle.answerNormally();
        dueNow();
        settles(id);
        assertThat(circle.member(id).get("headline").asText()).isEqualTo("Edited here");
    }

    @Test
    void another_communitys_member_is_not_whom_a_search_looks_for() {
        UUID profile = UUID.randomUUID();
        rows().profile("m" + id + "@example.org", "id", profile, "email_verified", true);
        circle.answer(call -> call.path().endsWith("/search")
                ? Answer.json(200, member("Of another").put("community_id", 5).toString())
                : circle.normally(call));

        rows().search(profile);

        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForList(
                                "SELECT attempts > 0 FROM profile_search WHERE profile_id = ?", Boolean.class, profile))
                .containsExactly(true));
        assertThat(row(profile)).containsEntry("circle_member_id", null);
    }

    private void awaitAnswerOfAnother() {
        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForList("SELECT error FROM member_sync WHERE circle_member_id = ?", String.class, id))
                .singleElement()
                .asString()
                .contains("a member of community 5; expected circle.community-id 393781"));
    }

    private void dueNow() {
        service.jdbc()
                .update("UPDATE member_sync SET due_at = now() WHERE circle_member_id = ? AND lease_token IS NULL", id);
    }

    @Test
    void late_data_are_fetched_instead() {
        post(event(member("At noon")));
        await().untilAsserted(() -> assertThat(headlines()).containsExactly("At noon"));
        circle.put(member("After noon").put("updated_at", NOON.plusSeconds(60).toString()));

        post(event(member("Before noon").put("updated_at", NOON.minusSeconds(60).toString())));

        await().untilAsserted(() -> assertThat(headlines()).containsExactly("After noon"));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void of_two_states_of_the_same_instant_circle_is_asked_for_the_last() {
        post(event(member("One")));
        await().untilAsserted(() -> assertThat(headlines()).containsExactly("One"));
        circle.put(member("Three"));

        post(event(member("Two")));

        await().untilAsserted(() -> assertThat(headlines()).containsExactly("Three"));
    }

    @Test
    void the_last_event_of_a_burst_decides() {
        circle.put(member("Known by Circle"));

        post(event(member("Told by the event")));
        post("{\"type\":\"community_member_updated\",\"data\":{\"community_member_id\":" + id + "}}");

        await().untilAsserted(() -> assertThat(calls()).isEqualTo(1));
    }

    /** Circle promises no order: of two events, the one that came last may tell of what was before. */
    @ParameterizedTest
    @CsvSource({"Before,0,Before", "After;Before,1,After", "Before;After,1,After"})
    void only_a_single_event_since_the_last_sync_saves_the_fetch(String told, int calls, String headline) {
        rows().member(
                        id,
                        "due_at",
                        Instant.now().plusSeconds(3_600),
                        "lease_token",
                        UUID.randomUUID(),
                        "generation",
                        5,
                        "synced_generation",
                        5);
        circle.put(member("After").put("updated_at", NOON.plusSeconds(60).toString()));
        for (String state : told.split(";")) {
            post(event(member(state)));
        }

        service.jdbc().update("UPDATE member_sync SET due_at = now() WHERE circle_member_id = ?", id);

        await().untilAsserted(() -> assertThat(headlines()).containsExactly(headline));
        assertThat(calls()).isEqualTo(calls);
    }

    @Test
    void a_member_who_left_is_asked_for_whatever_the_event_says() {
        post(event(member("Told by the event")));
        await().untilAsserted(() -> assertThat(headlines()).hasSize(1));

        post(event(member("Told by the event")).replace("profile_updated", "community_member_deleted"));

        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForList("SELECT 1 FROM profile WHERE circle_member_id = ? AND left_at IS NOT NULL", id))
                .hasSize(1));
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void what_cannot_be_stored_in_the_data_is_left_out() {
        ObjectNode told = member("A\0B");
        ((ObjectNode) told.get("flattened_profile_fields")).put("bio", "x\ud800y");

        post(event(told));

        await().untilAsserted(() -> assertThat(headlines()).containsExactly("AB"));
        assertThat(calls()).isZero();
    }

    private ObjectNode member(String headline) {
        return StubCircle.member(id, "m" + id + "@example.org", "Ada Lovelace", NOON)
                .put("headline", headline);
    }

    private String event(ObjectNode told) {
        ObjectNode event = JSON.createObjectNode().put("type", "profile_updated");
        event.putObject("data").put("community_member_id", id).set("member", told);
        return event.toString();
    }

    private static void post(String json) {
        assertThat(service.post("/webhooks/circle", json).statusCode()).isEqualTo(200);
    }

    private List<String> headlines() {
        return service.jdbc().queryForList("SELECT headline FROM profile WHERE circle_member_id = ?", String.class, id);
    }

    private long calls() {
        return circle.calls().stream()
                .filter(call -> call.path().endsWith("/" + id))
                .count();
    }
}
