package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
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

    private String started(String request) throws Exception {
        String path = start(request);
        settled(path, "done");
        return path.replaceAll(".*/", "");
    }

    private void synced(long member) throws Exception {
        assertThat(post("/api/members/" + member + "/sync", "").statusCode()).isBetween(200, 299);
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
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
