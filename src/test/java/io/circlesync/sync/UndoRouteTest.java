package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /api/undo}: old values come back as local edits, and Circle follows. */
class UndoRouteTest extends SyncTestBase {

    private static final int MANY = 60;

    @BeforeAll
    static void start() {
        startWith(Map.of("sync.merge-policy", "three-way"));
    }

    /** An import in Circle has emptied them all: a list of changes brings them back on both sides. */
    @Test
    void a_bad_bulk_change_in_circle_is_undone_on_both_sides() throws Exception {
        List<Long> members = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            members.add(newMemberId());
        }
        members.forEach(id -> bio(memberInCircle(id), "Notes of " + id));
        members.forEach(this::joins);
        members.forEach(this::settles);
        for (long id : members) {
            bio(inCircle(id), null).put("updated_at", JANUARY.plusSeconds(60).toString());
        }
        members.forEach(this::changes);
        await().until(() ->
                count("profile WHERE bio IS NULL AND circle_member_id BETWEEN ? AND ?", first(members), last(members))
                        == MANY);
        members.forEach(this::settles);
        List<Long> emptied = service.jdbc()
                .queryForList(
                        "SELECT c.id FROM change AS c JOIN profile AS p ON p.id = c.profile_id WHERE field = 'bio'"
                                + " AND new_value IS NULL AND p.circle_member_id BETWEEN ? AND ?",
                        Long.class,
                        first(members),
                        last(members));
        assertThat(emptied).hasSize(MANY);
        String before = bios(members);

        JsonNode preview = undo("{\"changeIds\":" + emptied + ",\"dryRun\":true}");
        assertThat(preview.get("changes")).hasSize(MANY);
        assertThat(preview.get("skipped")).isEmpty();
        assertThat(bios(members)).as("a dry run writes nothing").isEqualTo(before);

        JsonNode undone = undo("{\"changeIds\":" + emptied + "}");

        assertThat(undone).isEqualTo(preview);
        for (long id : members) {
            await().until(() ->
                    inCircle(id).at("/flattened_profile_fields/bio").asText().equals("Notes of " + id));
            settles(id);
            assertThat(profileOf(id)).containsEntry("bio", "Notes of " + id);
        }
        JsonNode again = undo("{\"changeIds\":" + emptied + "}");
        assertThat(again.get("changes")).isEmpty();
        assertThat(again.get("skipped")).hasSize(MANY);
    }

    @Test
    void what_one_event_brought_about_is_undone() throws Exception {
        long id = joined();
        inCircle(id)
                .put("headline", "Spam")
                .put("updated_at", JANUARY.plusSeconds(60).toString());
        bio(inCircle(id), "More spam");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Spam").containsEntry("bio", "More spam");
        long event =
                service.jdbc().queryForObject("SELECT max(id) FROM event WHERE circle_member_id = ?", Long.class, id);

        JsonNode undone = undo("{\"eventId\":" + event + "}");

        assertThat(undone.get("changes"))
                .extracting(change -> change.get("field").textValue())
                .containsExactlyInAnyOrder("headline", "bio");
        await().until(() -> inCircle(id).get("headline").textValue().equals("Analyst"));
        settles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Analyst").containsEntry("bio", "Writes notes");
        assertThat(timeline((UUID) profileOf(id).get("id"), "local")).contains("headline: Spam > Analyst undo");
    }

    @Test
    void a_field_that_has_changed_since_is_left_out_and_listed() throws Exception {
        long id = joined();
        edit(id, "{\"headline\":\"Second\",\"bio\":\"Second bio\",\"thingsICanOffer\":[\"Maths\"]}");
        edit(id, "{\"headline\":\"Third\",\"thingsICanOffer\":[\"Maths\",\"Poetry\"]}");
        settles(id);
        UUID profile = (UUID) profileOf(id).get("id");
        List<Long> changes = service.jdbc()
                .queryForList(
                        "SELECT id FROM change WHERE profile_id = ? AND source = 'local' AND"
                                + " (new_value IN ('Second', 'Second bio') OR new_value LIKE '%Poetry%')",
                        Long.class, profile);

        JsonNode undone = undo("{\"changeIds\":" + changes + "}");

        assertThat(undone.get("changes"))
                .extracting(change -> change.get("field").textValue())
                .containsExactlyInAnyOrder("bio", "thingsICanOffer");
        assertThat(undone.get("skipped")).hasSize(1);
        assertThat(undone.at("/skipped/0/field").textValue()).isEqualTo("headline");
        assertThat(undone.at("/skipped/0/from").textValue()).isEqualTo("Third");
        assertThat(undone.at("/skipped/0/to").textValue()).isEqualTo("Analyst");
        assertThat(undone.at("/skipped/0/reason").textValue()).isEqualTo("The field has changed since.");
        assertThat(profileOf(id)).containsEntry("headline", "Third").containsEntry("bio", "Writes notes");
        assertThat(service.get("/api/profiles/" + profile).body()).contains("\"thingsICanOffer\":[\"Maths\"]");
    }

    @Test
    void several_changes_of_one_field_are_taken_back_one_after_the_other() throws Exception {
        long id = joined();
        edit(id, "{\"location\":\"Paris\"}");
        edit(id, "{\"location\":\"Rome\"}");
        settles(id);
        List<Long> changes = service.jdbc()
                .queryForList(
                        "SELECT id FROM change WHERE profile_id = ? AND field = 'location' AND rule = 'edit'",
                        Long.class,
                        profileOf(id).get("id"));

        assertThat(undo("{\"changeIds\":" + changes + "}").get("changes")).hasSize(2);

        assertThat(profileOf(id)).containsEntry("location", "London");
        await().until(() ->
                inCircle(id).at("/flattened_profile_fields/location").asText().equals("London"));
    }

    @Test
    void a_dry_run_of_more_changes_of_one_field_than_are_written_at_once_tells_what_the_real_one_does()
            throws Exception {
        UUID profile = rows().profile("often.edited@example.org", "headline", "Version 501");
        for (int i = 1; i <= 501; i++) {
            rows().change(profile, "headline", "old_value", "Version " + (i - 1), "new_value", "Version " + i);
        }
        List<Long> changes =
                service.jdbc().queryForList("SELECT id FROM change WHERE profile_id = ?", Long.class, profile);

        JsonNode preview = undo("{\"changeIds\":" + changes + ",\"dryRun\":true}");

        assertThat(preview.get("skipped")).isEmpty();
        assertThat(preview.get("changes")).hasSize(501);
        assertThat(row(profile)).containsEntry("headline", "Version 501");
        assertThat(undo("{\"changeIds\":" + changes + "}")).isEqualTo(preview);
        assertThat(row(profile)).containsEntry("headline", "Version 0");
    }

    @Test
    void nobody_is_unmade_and_nobody_becomes_somebody_else() throws Exception {
        long id = joined();
        UUID profile = (UUID) profileOf(id).get("id");
        List<Long> created =
                service.jdbc().queryForList("SELECT id FROM change WHERE profile_id = ?", Long.class, profile);
        rows().change(profile, "workosUserId", "old_value", "user_1", "new_value", "user_2");
        List<Long> all = service.jdbc().queryForList("SELECT id FROM change WHERE profile_id = ?", Long.class, profile);
        String before = snapshot(id);

        JsonNode undone = undo("{\"changeIds\":" + all + "}");

        assertThat(undone.get("changes")).isEmpty();
        assertThat(undone.get("skipped")).hasSize(created.size() + 1);
        assertThat(snapshot(id)).isEqualTo(before);
        assertThat(undo("{\"changeIds\":[999999999]}").at("/skipped/0/reason").textValue())
                .isEqualTo("There is no such change.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {} | 422
            {"changeIds":[1],"eventId":1} | 422
            {"changeIds":[]} | 422
            {"changeIds":["x"]} | 422
            {"eventId":0} | 422
            {"eventId":999999999} | 404
            {"eventId":999999999,"dryRun":true} | 404
            {"eventId":1,"dryRun":1} | 422
            {"everything":true} | 422
            [] | 400
            """)
    void what_is_not_meant_is_refused(String body, int status) {
        assertThat(post("/api/undo", body).statusCode()).isEqualTo(status);
    }

    private static long first(List<Long> members) {
        return members.get(0);
    }

    private static long last(List<Long> members) {
        return members.get(members.size() - 1);
    }

    private static String bios(List<Long> members) {
        return service.jdbc()
                .queryForObject(
                        "SELECT jsonb_agg(to_jsonb(profile) ORDER BY id)::text FROM profile"
                                + " WHERE circle_member_id BETWEEN ? AND ?",
                        String.class,
                        first(members),
                        last(members));
    }

    private static ObjectNode bio(ObjectNode member, String bio) {
        ((ObjectNode) member.get("flattened_profile_fields")).put("bio", bio);
        return member;
    }

    private void edit(long id, String json) {
        HttpResponse<String> answer = RunningService.send(HttpRequest.newBuilder(URI.create(
                        service.url() + "/api/profiles/" + profileOf(id).get("id")))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static JsonNode undo(String json) throws Exception {
        HttpResponse<String> answer = post("/api/undo", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static HttpResponse<String> post(String path, String json) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }
}
