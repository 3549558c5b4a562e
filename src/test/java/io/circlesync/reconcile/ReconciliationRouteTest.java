package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs as callers of the API see them. */
class ReconciliationRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of("reconcile.max-quota-percent", "0"));
    }

    @Test
    void a_run_is_begun_and_read_and_there_is_only_one_at_a_time() {
        members(3);

        HttpResponse<String> begun = post(RUNS, "{\"dryRun\":true}");

        assertThat(begun.statusCode()).isEqualTo(202);
        String path = begun.headers().firstValue("Location").orElseThrow();
        JsonNode run = Json.read(begun.body());
        assertThat(path).isEqualTo(RUNS + "/" + run.get("id").longValue());
        assertThat(names(run))
                .containsExactly(
                        "id",
                        "dryRun",
                        "applied",
                        "state",
                        "plan",
                        "progress",
                        "findings",
                        "waitingFor",
                        "decisions",
                        "reason",
                        "startedAt",
                        "endedAt");
        assertThat(run.get("dryRun").booleanValue()).isTrue();
        assertThat(run.get("state").textValue()).isEqualTo("planned");
        assertThat(names(run.get("progress")))
                .containsExactly("pages", "pagesTotal", "members", "membersTotal", "secondsLeft");
        HttpResponse<String> second = post(RUNS, "{\"dryRun\":true}");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.headers().firstValue("Content-Type")).contains("application/problem+json");

        assertThat(post(path + "/cancel", "").statusCode()).isEqualTo(202);

        assertThat(get(path).get("state").textValue()).isEqualTo("cancelled");
        assertThat(get(path).get("endedAt").isNull()).isFalse();
        assertThat(post(path + "/cancel", "").statusCode()).isEqualTo(409);
        assertThat(post(RUNS, "").statusCode()).isEqualTo(202);
    }

    @Test
    void runs_are_listed_newest_first_page_by_page() {
        members(1);
        List<Long> begun = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String path = start("{}");
            begun.add(0, get(path).get("id").longValue());
            post(path + "/cancel", "");
        }

        JsonNode first = get(RUNS + "?limit=2");
        JsonNode rest = get(RUNS + "?limit=2&cursor=" + first.get("nextCursor").textValue());

        assertThat(first.get("items"))
                .extracting(run -> run.get("id").longValue())
                .containsExactlyElementsOf(begun.subList(0, 2));
        assertThat(rest.get("items").get(0).get("id").longValue()).isEqualTo(begun.get(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/reconciliations                       | {\"dryRun\":\"yes\"}     | 422",
                "POST | /api/reconciliations                       | {\"dry\":true}            | 422",
                "POST | /api/reconciliations                       | []                        | 400",
                "POST | /api/reconciliations?x=1                   | {}                        | 400",
                "GET  | /api/reconciliations?x=1                   |                           | 400",
                "GET  | /api/reconciliations/999999                |                           | 404",
                "GET  | /api/reconciliations/none                  |                           | 404",
                "GET  | /api/reconciliations/999999/findings       |                           | 404",
                "POST | /api/reconciliations/999999/continue       | {}                        | 404",
                "POST | /api/reconciliations/999999/continue       | {\"without\":[\"x\"]}     | 422",
                "POST | /api/reconciliations/999999/continue       | {\"without\":\"left\"}    | 422",
                "POST | /api/reconciliations/999999/cancel         | {}                        | 404",
                "POST | /api/reconciliations/999999/apply          | {}                        | 404",
                "POST | /api/reconciliations/1/findings/9/approve  | {}                        | 404",
                "PUT  | /api/reconciliations                       | {}                        | 405"
            })
    void what_is_wrong_is_told(String method, String path, String body, int status) {
        HttpResponse<String> answer = io.circlesync.fixture.RunningService.send(
                java.net.http.HttpRequest.newBuilder(java.net.URI.create(service.url() + path))
                        .header("Authorization", "Bearer api-token")
                        .header("Content-Type", "application/json")
                        .method(method, java.net.http.HttpRequest.BodyPublishers.ofString(body == null ? "" : body)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
