package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import io.circlesync.json.Json;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All that a run has brought about is taken back with one call. */
class UndoOfRunTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        Map<String, String> settings = unbounded();
        settings.put("sync.merge-policy", "three-way");
        startWith(settings);
    }

    @Test
    void what_a_run_took_over_from_circle_comes_back_on_both_sides() throws Exception {
        List<Long> ids = members(6);
        run();
        long untouched = ids.get(5);
        for (long id : ids.subList(0, 5)) {
            silently(id, member -> {
                fields(member).put("bio", (String) null);
                member.put("headline", "Spam");
            });
        }
        String path = start("{\"dryRun\":false}");
        settled(path, "done");
        assertThat(rowOf(ids.get(0))).containsEntry("bio", null).containsEntry("headline", "Spam");
        String run = path.replaceAll(".*/", "");

        JsonNode undone = Json.mapper()
                .readTree(
                        post("/api/undo", "{\"reconciliationId\":" + run + "}").body());

        assertThat(undone.get("changes")).hasSize(10);
        assertThat(undone.get("skipped")).isEmpty();
        for (long id : ids.subList(0, 5)) {
            await().atMost(PATIENCE)
                    .until(() -> fields(circle.member(id)).get("bio").asText().equals("Writes notes")
                            && circle.member(id).get("headline").asText().equals("Analyst"));
            assertThat(rowOf(id)).containsEntry("bio", "Writes notes").containsEntry("headline", "Analyst");
        }
        assertThat(rowOf(untouched)).containsEntry("headline", "Analyst");
        assertThat(post("/api/undo", "{\"reconciliationId\":999999999}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void what_no_undo_takes_back_is_told() throws Exception {
        List<Long> ids = members(5);
        run();
        long gone = ids.get(0);
        circle.remove(gone);
        run();
        long fresh = members(1).get(0);
        String run = started("{\"dryRun\":false}");
        settled(RUNS + "/" + run, "done");
        assertThat(rowOf(gone).get("left_at")).isNotNull();

        JsonNode undone = Json.mapper()
                .readTree(
                        post("/api/undo", "{\"reconciliationId\":" + run + "}").body());

        assertThat(undone.get("changes")).isEmpty();
        assertThat(undone.get("skipped"))
                .extracting(change -> change.get("profileId").textValue() + " "
                        + change.get("field").textValue())
                .containsExactlyInAnyOrder(profileOf(gone) + " leftAt", profileOf(fresh) + " circleMemberId");
        assertThat(undone.get("skipped"))
                .allSatisfy(
                        change -> assertThat(change.get("reason").textValue()).isNotEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "firstName, Augusta, Augusta Number",
        "lastName, Byron, Member Byron",
        "lastName, '', Member",
        "headline, Countess, Countess"
    })
    void what_a_run_sent_to_circle_comes_back_there(String field, String edited, String sent) throws Exception {
        long id = members(1).get(0);
        run();
        Map<String, Object> before = rowOf(id);
        String there = field.equals("headline") ? "headline" : "name";
        String old = circle.member(id).get(there).asText();
        // An edit that did not get to Circle by itself.
        service.jdbc()
                .update(
                        "UPDATE profile SET " + field.replace("Name", "_name")
                                + " = nullif(?, ''), updated_at = now() WHERE circle_member_id = ?",
                        edited,
                        id);
        String run = started("{\"dryRun\":false}");
        await().atMost(PATIENCE)
                .until(() -> circle.member(id).get(there).asText().startsWith(sent));
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);

        JsonNode undone = undo(run);

        assertThat(undone.get("skipped")).as(undone.toString()).isEmpty();
        assertThat(undone.get("changes")).hasSize(1);
        await().atMost(PATIENCE)
                .until(() -> circle.member(id).get(there).asText().equals(old));
        assertThat(rowOf(id))
                .containsEntry("first_name", before.get("first_name"))
                .containsEntry("last_name", before.get("last_name"))
                .containsEntry("headline", before.get("headline"));
    }

    @ParameterizedTest
    @CsvSource({
        "headline, Countess of Lovelace, Countess of, RUN",
        "headline, Countess of Lovelace, Countess of, CHANGE",
        "headline, Countess  of Lovelace, Countess of Lovelace, RUN"
    })
    void so_does_what_circle_has_kept_in_a_form_of_its_own(String field, String edited, String kept, String way)
            throws Exception {
        long id = members(1).get(0);
        run();
        service.jdbc()
                .update(
                        "UPDATE profile SET " + field + " = ?, updated_at = now() WHERE circle_member_id = ?",
                        edited,
                        id);
        circle.answer(call -> circle.normally(new StubPartner.Call(
                call.method(),
                call.path(),
                call.query(),
                call.headers(),
                call.body().replace(edited, kept))));
        String run = started("{\"dryRun\":false}");
        await().atMost(PATIENCE)
                .until(() -> circle.member(id).get(field).asText().equals(kept));
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        circle.answer(circle::normally);

        JsonNode undone = way.equals("RUN") ? undo(run) : undoOf(pushed(id));

        assertThat(undone.get("skipped")).as(undone.toString()).isEmpty();
        assertThat(undone.get("changes")).hasSize(1);
        await().atMost(PATIENCE)
                .until(() -> circle.member(id).get(field).asText().equals("Analyst"));
        assertThat(rowOf(id)).containsEntry(field, "Analyst");
    }

    @Test
    void what_was_approved_after_its_end_is_a_run_s() throws Exception {
        long id = members(1).get(0);
        run();
        silently(id, member -> member.put("headline", "Spam"));
        String run = started("{\"dryRun\":true}");
        service.jdbc()
                .update(
                        "UPDATE reconciliation SET started_at = started_at - interval '1 hour',"
                                + " ended_at = ended_at - interval '1 hour', scanned_since = scanned_since - interval '1 hour'"
                                + " WHERE id = ?",
                        Long.valueOf(run));
        long finding = service.jdbc()
                .queryForObject(
                        "SELECT id FROM reconciliation_finding WHERE reconciliation_id = ?",
                        Long.class,
                        Long.valueOf(run));
        assertThat(post(RUNS + "/" + run + "/findings/" + finding + "/approve", "")
                        .statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> "Spam".equals(rowOf(id).get("headline")));

        JsonNode undone = undo(run);

        assertThat(undone.get("changes")).hasSize(1);
        assertThat(rowOf(id)).containsEntry("headline", "Analyst");
    }

    /** Circle was sent something else than the run had announced. */
    @Test
    void what_somebody_has_edited_before_it_was_sent_is_not_a_run_s() throws Exception {
        long id = members(1).get(0);
        run();
        service.jdbc()
                .update("UPDATE profile SET headline = 'Announced', updated_at = now() WHERE circle_member_id = ?", id);
        String run = started("{\"dryRun\":true}");
        edit(id, "{\"headline\":\"Edited\"}");
        await().atMost(PATIENCE)
                .until(() -> circle.member(id).get("headline").asText().equals("Edited"));
        service.jdbc()
                .update(
                        "UPDATE reconciliation_finding SET state = 'applied' WHERE reconciliation_id = ?",
                        Long.valueOf(run));

        assertThat(undo(run).get("changes")).isEmpty();
        assertThat(rowOf(id)).containsEntry("headline", "Edited");
    }

    @Test
    void what_came_after_a_run_is_not_its() throws Exception {
        List<Long> ids = members(2);
        run();
        long edited = ids.get(0);
        silently(edited, member -> member.put("headline", "By the run"));
        String first = started("{\"dryRun\":false}");
        silently(edited, member -> member.put("headline", "Her own later edit"));
        synced(edited);
        long later = ids.get(1);
        silently(later, member -> member.put("headline", "By the next run"));
        String next = started("{\"dryRun\":false}");

        JsonNode undone = undo(first);

        assertThat(undone.get("changes")).isEmpty();
        assertThat(undone.get("skipped")).hasSize(1);
        assertThat(rowOf(edited)).containsEntry("headline", "Her own later edit");
        assertThat(rowOf(later)).containsEntry("headline", "By the next run");
        assertThat(undo(next).get("changes")).hasSize(1);
        assertThat(rowOf(later)).containsEntry("headline", "Analyst");
    }

    /** What is to be written there is refused, and tried again for as long as it takes. */
    @Test
    void what_a_run_has_written_here_is_its_while_circle_refuses_the_rest() throws Exception {
        long id = 7_391_990_001L;
        UUID known = rows().profile(
                        "member" + id + "@example.org",
                        "headline",
                        "Mine",
                        "bio",
                        "Theirs to get",
                        "updated_at",
                        Instant.EPOCH);
        circle.put(StubCircle.member(id, "member" + id + "@example.org", "Ada Lovelace", Instant.now())
                .put("headline", "In Circle"));
        fields(circle.member(id)).put("bio", (String) null);
        circle.answer(call -> call.method().equals("PUT")
                ? StubPartner.Answer.json(
                        403,
                        "{\"success\":false,\"message\":\"The community is not eligible for admin API v2 access.\"}")
                : circle.normally(call));
        try {
            String run = started("{\"dryRun\":false}");
            await().until(() -> "In Circle".equals(rowOf(id).get("headline")));
            assertThat(count("reconciliation_finding WHERE circle_member_id = ? AND state = 'open'", id))
                    .isEqualTo(1);

            assertThat(undo(run).get("changes"))
                    .extracting(change -> change.get("field").asText())
                    .contains("headline", "location");

            assertThat(rowOf(id)).containsEntry("id", known).containsEntry("headline", "Mine");
        } finally {
            circle.answerNormally();
            circle.remove(id);
            service.jdbc().update("DELETE FROM member_sync WHERE circle_member_id = ?", id);
        }
    }

    private String started(String request) throws Exception {
        String path = start(request);
        settled(path, "done");
        return path.replaceAll(".*/", "");
    }

    private void synced(long member) throws Exception {
        assertThat(post("/api/members/" + member + "/sync", "").statusCode()).isBetween(200, 299);
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
    }

    private static long pushed(long member) {
        return service.jdbc()
                .queryForObject(
                        "SELECT max(change.id) FROM change JOIN profile ON profile.id = profile_id"
                                + " WHERE circle_member_id = ? AND source = 'push'",
                        Long.class,
                        member);
    }

    private static JsonNode undoOf(long change) throws Exception {
        return Json.mapper()
                .readTree(post("/api/undo", "{\"changeIds\":[" + change + "]}").body());
    }

    private static JsonNode undo(String run) throws Exception {
        return Json.mapper()
                .readTree(
                        post("/api/undo", "{\"reconciliationId\":" + run + "}").body());
    }

    @Test
    void whom_a_run_made_is_not_unmade() throws Exception {
        members(3);
        String path = start("{\"dryRun\":false}");
        settled(path, "done");

        HttpResponse<String> answer = post("/api/undo", "{\"reconciliationId\":" + path.replaceAll(".*/", "") + "}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Json.mapper().readTree(answer.body()).get("changes")).isEmpty();
        assertThat(count("profile")).isEqualTo(3);
    }
}
