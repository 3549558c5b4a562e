package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/conflicts/{id}/flip}: the loser wins, on both sides. */
class ConflictFlipRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @ParameterizedTest
    @CsvSource({"circle, ours", "local, theirs"})
    void the_loser_wins_on_both_sides(String winner, String lost) throws Exception {
        long id = inConflict(winner.equals("circle"));
        Map<String, Object> conflict = conflictsOf(id).get(0);
        assertThat(conflict).containsEntry("winner", winner);
        String before = snapshot(id);

        HttpResponse<String> preview = flip(conflict.get("id"), "{\"dryRun\":true}");
        assertThat(Json.mapper().readTree(preview.body()).get("headline").textValue())
                .isEqualTo(lost);
        assertThat(snapshot(id)).isEqualTo(before);
        assertThat(listed(id).get("flippedAt").isNull()).isTrue();

        HttpResponse<String> answer = flip(conflict.get("id"), "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Json.mapper().readTree(answer.body()).get("headline").textValue())
                .isEqualTo(lost);
        assertThat(listed(id).get("flippedAt").isTextual()).isTrue();
        await().until(() -> inCircle(id).get("headline").textValue().equals(lost));
        settles(id);
        assertThat(profileOf(id)).containsEntry("headline", lost);
        assertThat(timeline((UUID) profileOf(id).get("id"), "local")).anyMatch(line -> line.endsWith(lost + " flip"));
        String after = snapshot(id);
        JsonNode flippedAt = listed(id).get("flippedAt");
        assertThat(flip(conflict.get("id"), "").statusCode()).as("again").isEqualTo(200);
        assertThat(snapshot(id)).isEqualTo(after);
        assertThat(listed(id).get("flippedAt")).isEqualTo(flippedAt);
    }

    @ParameterizedTest
    @ValueSource(strings = {"circle", "local"})
    void who_takes_back_what_has_won_lets_the_other_side_win(String winner) throws Exception {
        long id = inConflict(winner.equals("circle"));
        settles(id);

        takesBack(lastChange(id), true);
        assertThat(listed(id).get("flippedAt").isNull()).isTrue();
        takesBack(lastChange(id), false);

        assertThat(profileOf(id)).containsEntry("headline", winner.equals("circle") ? "ours" : "theirs");
        assertThat(listed(id).get("flippedAt").isTextual()).isTrue();
        settles(id);
        takesBack(lastChange(id), false);
        assertThat(profileOf(id)).containsEntry("headline", winner.equals("circle") ? "theirs" : "ours");
        assertThat(listed(id).get("flippedAt").isNull()).isTrue();
    }

    private long lastChange(long id) {
        return service.jdbc()
                .queryForObject(
                        "SELECT max(id) FROM change WHERE profile_id = ? AND field = 'headline'",
                        Long.class,
                        profileOf(id).get("id"));
    }

    private static void takesBack(long change, boolean dryRun) {
        HttpResponse<String> answer = post("/api/undo", "{\"changeIds\":[" + change + "],\"dryRun\":" + dryRun + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"skipped\":[]");
    }

    private JsonNode listed(long id) throws Exception {
        return Json.mapper()
                .readTree(service.get("/api/conflicts?circleMemberId=" + id).body())
                .at("/items/0");
    }

    @Test
    void a_field_that_has_changed_since_is_left_alone() throws Exception {
        long id = inConflict(true);
        Object conflict = conflictsOf(id).get(0).get("id");
        edit(id, "headline", "Something else");

        HttpResponse<String> answer = flip(conflict, "");

        assertThat(answer.statusCode()).isEqualTo(409);
        JsonNode problem = Json.mapper().readTree(answer.body());
        assertThat(problem.at("/errors/0/field").textValue()).isEqualTo("headline");
        assertThat(problem.at("/errors/0/detail").textValue()).isEqualTo("Something else");
        assertThat(profileOf(id)).containsEntry("headline", "Something else");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/conflicts/999999999/flip | '' | 404
            /api/conflicts/x/flip | '' | 404
            /api/conflicts/1/flip?x=1 | '' | 400
            /api/conflicts/1/flip | {"dry":true} | 422
            """)
    void what_is_not_meant_is_refused(String path, String body, int status) {
        assertThat(post(path, body).statusCode()).isEqualTo(status);
    }

    /** A member whose headline is ours here and theirs in Circle, and one of them was typed later. */
    private long inConflict(boolean circleIsLater) {
        long id = joined();
        Instant now = Instant.now();
        edit(id, "headline", "ours", now.minusSeconds(circleIsLater ? 600 : 60));
        inCircle(id)
                .put("headline", "theirs")
                .put("updated_at", now.minusSeconds(circleIsLater ? 60 : 600).toString());
        changesAndSettles(id);
        assertThat(conflictsOf(id)).hasSize(1);
        return id;
    }

    private static HttpResponse<String> flip(Object conflict, String json) {
        return post("/api/conflicts/" + conflict + "/flip", json);
    }

    private static HttpResponse<String> post(String path, String json) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }
}
