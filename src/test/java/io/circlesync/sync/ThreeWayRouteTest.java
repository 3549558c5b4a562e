package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy {@code three-way} through the running service: whoever changed a field since both agreed wins it. */
class ThreeWayRouteTest extends SyncTestBase {

    private static final Instant FEBRUARY = Instant.parse("2026-02-01T12:00:00Z");

    @BeforeAll
    static void start() {
        startWith(Map.of("sync.merge-policy", "three-way"));
    }

    @Test
    void what_is_cleared_here_is_cleared_in_circle() throws Exception {
        long id = joined();
        edit(id, "bio", null);
        edit(id, "headline", null);
        inCircle(id).put("updated_at", Instant.now().plusSeconds(60).toString());

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("bio", null).containsEntry("headline", null);
        assertThat(Json.mapper().readTree(onlyPut(id).body()))
                .isEqualTo(Json.mapper()
                        .readTree("{\"headline\":\"\",\"community_member_profile_fields\":{\"bio\":\"\"}}"));
        staysQuiet(id);
    }

    @Test
    void what_is_cleared_in_circle_is_cleared_here() {
        long id = joined();
        field(id, "bio", null, FEBRUARY);

        tellsOfField(id, "bio", "null");

        await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("bio", null));
        settles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Analyst");
        assertThat(puts(id)).isEmpty();
        staysQuiet(id);
    }

    /** An answer from before it was cleared looks as if both sides agreed; the next one would look like a clearing in Circle. */
    @Test
    void what_was_brought_back_here_is_not_lost_to_an_answer_that_lags() {
        long id = joined();
        edit(id, "headline", null);
        changesAndSettles(id);
        String cleared = inCircle(id).get("updated_at").asText();
        edit(id, "headline", "Analyst");
        inCircle(id).put("headline", "Analyst").put("updated_at", "2026-01-01T00:00:00Z");

        changes(id);
        await().until(() -> service.jdbc()
                        .queryForObject(
                                "SELECT attempts FROM member_sync WHERE circle_member_id = ?", Integer.class, id)
                > 0);
        inCircle(id).put("headline", "").put("updated_at", cleared);

        settles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Analyst");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Analyst");
    }

    /** A part of a member is no member without the rest. */
    @Test
    void what_circle_leaves_out_of_an_answer_is_not_cleared() {
        long id = joined();
        String before = fields(id);
        inCircle(id)
                .putNull("flattened_profile_fields")
                .put("updated_at", FEBRUARY.toString())
                .remove(List.of("name", "first_name", "last_name", "headline"));

        changesAndSettles(id);

        assertThat(fields(id)).isEqualTo(before);
        assertThat(puts(id)).isEmpty();
        inCircle(id)
                .put("updated_at", FEBRUARY.plusSeconds(60).toString())
                .putNull("headline")
                .putObject("flattened_profile_fields")
                .put("bio", "Told again")
                .putNull("website");

        changesAndSettles(id);

        assertThat(profileOf(id))
                .containsEntry("first_name", "Ada")
                .containsEntry("headline", null)
                .containsEntry("bio", "Told again")
                .containsEntry("website", null);
        assertThat(puts(id)).isEmpty();
    }

    /** As where an administrator has done away with the field, or its key is misspelt here. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"website\":null,\"other\":\"x\"}", "{}", "[]"})
    void a_field_whose_key_is_not_there_is_not_cleared(String told) throws Exception {
        long id = joined();
        inCircle(id)
                .put("updated_at", FEBRUARY.toString())
                .put("headline", "Newer")
                .set("flattened_profile_fields", Json.mapper().readTree(told));
        inCircle(id).putArray("profile_fields").addObject().put("key", "other");

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", "Newer").containsEntry("bio", "Writes notes");
        assertThat(puts(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"text\":\"x\"}", "{}", "[null]", "{\"type\":\"doc\",\"content\":[{\"text\":\"Writes\"}]}"})
    void what_stands_in_circle_in_another_form_is_neither_taken_nor_written_over(String form) throws Exception {
        long id = joined();
        String before = fields(id);
        inCircle(id)
                .put("updated_at", FEBRUARY.toString())
                .set("headline", Json.mapper().readTree(form));
        inCircle(id)
                .withObject("/flattened_profile_fields")
                .set("bio", Json.mapper().readTree(form));

        changesAndSettles(id);

        assertThat(fields(id)).isEqualTo(before);
        assertThat(puts(id)).isEmpty();
        edit(id, "headline", "Edited here");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Edited here").containsEntry("bio", "Writes notes");
        assertThat(puts(id)).isEmpty();
        inCircle(id)
                .put("headline", "Analyst")
                .put("updated_at", FEBRUARY.plusSeconds(60).toString());
        changesAndSettles(id);
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Edited here");
    }

    @Test
    void a_name_that_is_empty_in_circle_is_not_lost() {
        long id = joined();
        inCircle(id).put("name", " ").putNull("first_name").putNull("last_name").put("updated_at", FEBRUARY.toString());

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("first_name", "Ada").containsEntry("last_name", "Lovelace");
        assertThat(inCircle(id).get("name").asText()).isEqualTo("Ada Lovelace");
    }

    @Test
    void edits_of_different_fields_both_survive_whatever_the_times() {
        long id = joined();
        edit(id, "headline", "Typed here", FEBRUARY);
        edit(id, "website", null, FEBRUARY);
        field(id, "bio", "Typed in Circle", FEBRUARY.plusSeconds(60));
        field(id, "linkedin_url", "https://linkedin.example.org", FEBRUARY.minusSeconds(60));

        changesAndSettles(id);

        assertThat(profileOf(id))
                .containsEntry("headline", "Typed here")
                .containsEntry("website", null)
                .containsEntry("bio", "Typed in Circle")
                .containsEntry("linkedin_url", "https://linkedin.example.org");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Typed here");
        assertThat(inCircle(id).at("/flattened_profile_fields/bio").asText()).isEqualTo("Typed in Circle");
        assertThat(conflictsOf(id)).isEmpty();
        staysQuiet(id);
    }

    @Test
    void where_both_changed_a_field_its_own_time_in_circle_decides_and_the_reason_is_shown() throws Exception {
        long id = joined();
        edit(id, "bio", "Typed here", FEBRUARY);
        edit(id, "website", "https://here.example.org", FEBRUARY);
        edit(id, "location", "Here", FEBRUARY);
        edit(id, "headline", "Typed here", FEBRUARY);
        field(id, "bio", "Older in Circle", FEBRUARY.minusSeconds(1));
        field(id, "website", "https://newer.example.org", FEBRUARY.plusSeconds(1));
        field(id, "location", "At the same time", FEBRUARY);
        inCircle(id)
                .put("headline", "In Circle, timed by the member")
                .put("updated_at", FEBRUARY.plusSeconds(60).toString());

        changesAndSettles(id);

        assertThat(profileOf(id))
                .containsEntry("bio", "Typed here")
                .containsEntry("website", "https://newer.example.org")
                .containsEntry("location", "Here")
                .containsEntry("headline", "In Circle, timed by the member");
        assertThat(inCircle(id).at("/flattened_profile_fields/bio").asText()).isEqualTo("Typed here");
        JsonNode conflicts = Json.mapper()
                .readTree(service.get("/api/conflicts?circleMemberId=" + id).body())
                .get("items");
        assertThat(conflicts)
                .extracting(row -> String.join(
                        " ",
                        row.get("field").asText(),
                        row.get("winner").asText(),
                        row.get("rule").asText(),
                        row.get("circleUpdatedAt").asText()))
                .containsExactlyInAnyOrder(
                        "bio local most-recent 2026-02-01T11:59:59Z",
                        "website circle most-recent 2026-02-01T12:00:01Z",
                        "location local same-instant 2026-02-01T12:00:00Z",
                        "headline circle most-recent 2026-02-01T12:01:00Z");
        staysQuiet(id);
    }

    @Test
    void a_value_typed_on_one_side_outlives_a_clearing_on_the_other() {
        long id = joined();
        edit(id, "bio", null, FEBRUARY.plusSeconds(60));
        field(id, "bio", "Typed in Circle", FEBRUARY);
        edit(id, "website", "https://here.example.org", FEBRUARY.plusSeconds(60));
        field(id, "website", null, FEBRUARY.plusSeconds(120));

        changesAndSettles(id);

        assertThat(profileOf(id))
                .containsEntry("bio", "Typed in Circle")
                .containsEntry("website", "https://here.example.org");
        staysQuiet(id);
    }

    @Test
    void first_and_last_name_may_be_changed_on_different_sides() {
        long id = joined();
        edit(id, "first_name", "Augusta", FEBRUARY);
        inCircle(id)
                .put("name", "Ada Byron")
                .put("last_name", "Byron")
                .put("updated_at", FEBRUARY.plusSeconds(1).toString());

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("first_name", "Augusta").containsEntry("last_name", "Byron");
        assertThat(inCircle(id).get("name").asText()).isEqualTo("Augusta Byron");
        staysQuiet(id);
    }

    @Test
    void what_was_agreed_with_a_former_member_id_clears_nothing_under_the_new_one() {
        long former = joined();
        UUID profile = (UUID) profileOf(former).get("id");
        service.jdbc().update("UPDATE profile SET push_rejected = '{\"headline\":\"Analyst\"}' WHERE id = ?", profile);
        rows().gapOfMember("push-rejected", former, "profile_id", profile);
        long id = newMemberId();
        ObjectNode anew = StubCircle.member(id, email(former), "Ada Lovelace", Instant.now());
        anew.putNull("headline").putObject("flattened_profile_fields");
        circle.remove(former);
        circle.put(anew);

        joins(id);

        settles(id);
        assertThat(profileOf(id))
                .containsEntry("id", profile)
                .containsEntry("headline", "Analyst")
                .containsEntry("bio", "Writes notes");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Analyst");
        assertThat(openGapsOfMember(former)).isEmpty();
    }

    private String fields(long id) {
        return service.jdbc()
                .queryForObject(
                        "SELECT concat_ws('|', first_name, last_name, headline, bio, location, website)"
                                + " FROM profile WHERE circle_member_id = ?",
                        String.class,
                        id);
    }

    /** Somebody types in one of Circle's profile fields, which has a time of its own. */
    private void field(long id, String key, String value, Instant at) {
        ObjectNode member = inCircle(id);
        member.withObject("/flattened_profile_fields").put(key, value);
        member.put("updated_at", at.toString());
        member.withArray("/profile_fields")
                .addObject()
                .put("key", key)
                .put("field_type", "text")
                .putObject("community_member_profile_field")
                .put("text", value)
                .put("updated_at", at.toString());
    }

    private void staysQuiet(long id) {
        String before = snapshot(id);
        int puts = puts(id).size();
        changesAndSettles(id);
        assertThat(snapshot(id)).isEqualTo(before);
        assertThat(puts(id)).hasSize(puts);
    }
}
