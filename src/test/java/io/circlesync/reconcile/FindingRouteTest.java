package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run has found, one by one. */
class FindingRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(unbounded());
    }

    @Test
    void whoever_is_missing_waits_for_a_second_scan_that_misses_them_too() {
        List<Long> ids = members(20);
        run();
        long gone = ids.get(0);
        long away = ids.get(1);
        circle.remove(gone);
        circle.remove(away);

        String first = start("{}");
        settled(first, "done");

        assertThat(rowOf(gone).get("left_at")).isNull();
        assertThat(get(first + "/findings?kind=left&state=open").get("items")).hasSize(2);

        member(away);
        String second = start("{}");
        settled(second, "done");

        assertThat(rowOf(gone).get("left_at")).isNotNull();
        assertThat(rowOf(away).get("left_at")).isNull();
        assertThat(get(first + "/findings?kind=left&state=outdated").get("items"))
                .hasSize(2);
        assertThat(ReconcileCompareRouteTest.finding(second, "left")
                        .get("state")
                        .textValue())
                .isEqualTo("applied");
        assertThat(openGaps(profileOf(gone))).contains("member-left");
        // Nobody was asked about.
        assertThat(circle.calls()).noneMatch(call -> call.path().endsWith("/community_members/" + gone));
    }

    @Test
    void of_whom_circle_has_told_between_two_scans_has_not_been_missed_twice() {
        long hidden = members(20).get(0);
        run();
        unlisted(hidden);
        run();
        assertThat(post("/api/members/" + hidden + "/sync", "").statusCode()).isEqualTo(204);
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);

        String second = start("{}");
        settled(second, "done");

        assertThat(rowOf(hidden).get("left_at")).isNull();
        assertThat(ReconcileCompareRouteTest.finding(second, "left")
                        .get("state")
                        .textValue())
                .isEqualTo("open");

        run();

        assertThat(rowOf(hidden).get("left_at")).isNotNull();
    }

    /** Circle knows the member, and does not list them. */
    private static void unlisted(long hidden) {
        circle.answer(call -> {
            if (!ReconcileScanRouteTest.isList(call)) {
                return circle.normally(call);
            }
            ObjectNode page = (ObjectNode) Json.read(circle.normally(call).body());
            ArrayNode records = (ArrayNode) page.get("records");
            for (int i = records.size() - 1; i >= 0; i--) {
                if (records.get(i).get("id").longValue() == hidden) {
                    records.remove(i);
                }
            }
            return StubPartner.Answer.json(
                    200, page.put("count", records.size()).toString());
        });
    }

    @Test
    void whoever_a_person_approves_is_asked_about() {
        List<Long> ids = members(20);
        run();
        long gone = ids.get(0);
        long hidden = ids.get(1);
        long ignored = ids.get(2);
        circle.remove(gone);
        circle.remove(ignored);
        unlisted(hidden);
        String path = start("{}");
        settled(path, "done");

        for (JsonNode finding : get(path + "/findings?kind=left").get("items")) {
            long member = finding.get("circleMemberId").longValue();
            String one = path + "/findings/" + finding.get("id").longValue();
            HttpResponse<String> answer = post(one + (member == ignored ? "/ignore" : "/approve"), "");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(post(one + "/approve", "").statusCode()).isEqualTo(409);
        }

        await().atMost(PATIENCE).until(() -> rowOf(gone).get("left_at") != null);
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        assertThat(rowOf(hidden).get("left_at")).isNull();
        assertThat(rowOf(ignored).get("left_at")).isNull();
        assertThat(get(path + "/findings?state=ignored").get("items")).hasSize(1);
    }

    @Test
    void who_is_approved_after_the_run_comes_in_as_quietly_as_all_others() {
        long id = members(1).get(0);
        String path = start("{\"dryRun\":true}");
        settled(path, "done");
        long finding =
                get(path + "/findings?kind=missing-here").at("/items/0/id").longValue();

        for (String written : List.of("/approve/", "/%61pprove", "/ignore/")) {
            assertThat(post(path + "/findings/" + finding + written, "").statusCode())
                    .as(written)
                    .isEqualTo(404);
        }

        HttpResponse<String> answer = post(path + "/findings/" + finding + "/approve", "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> count("profile WHERE circle_member_id = ?", id) == 1);
        assertThat(count("gap WHERE profile_id = ? AND detail @> '{\"quiet\": true}'", profileOf(id)))
                .isPositive();
        assertThat(count("outbox WHERE profile_id = ?", profileOf(id))).isZero();
    }

    @Test
    void findings_are_listed_page_by_page_and_as_csv_in_which_nothing_is_a_formula() {
        List<Long> ids = members(5);
        List<String> formulas = List.of(
                "=HYPERLINK(\"http://x\"), größer", "  =1+2", "a\u00a0=1".substring(1), "\u200b@x", "\uff1d1+1");
        for (int i = 0; i < ids.size(); i++) {
            circle.member(ids.get(i)).put("headline", formulas.get(i));
        }
        String path = start("{\"dryRun\":true}");
        settled(path, "done");

        JsonNode first = get(path + "/findings?limit=3&kind=missing-here&state=open");
        JsonNode rest = get(path + "/findings?limit=3&kind=missing-here&state=open&cursor="
                + first.get("nextCursor").textValue());
        HttpResponse<String> csv = service.get(path + "/findings", "Accept", "text/csv");

        assertThat(first.get("items")).hasSize(3);
        assertThat(rest.get("items")).hasSize(2);
        assertThat(rest.get("nextCursor").isNull()).isTrue();
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(csv.body())
                .startsWith("id,kind,circleMemberId,profileId,state,field,localValue,circleValue,winner,rule,"
                        + "otherMemberId,reason\r\n")
                .contains(",\"'=HYPERLINK(\"\"http://x\"\"), größer\",circle,created,,\r\n")
                .doesNotContainPattern(",\"?[\\s\\p{Z}\\p{Cf}]*[=@\uff1d]");
        assertThat(service.get(path + "/findings?kind=x").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/csv                                  | text/csv
            TEXT/CSV; header=present, */*             | text/csv
            text/csv, application/json;q=0.9          | text/csv
            text/*, application/json;q=0.1            | text/csv
            application/json, text/csv;q=0.1          | application/json
            text/csv;q=0                              | application/json
            text/csv;q=0, */*                         | application/json
            */*                                       | application/json
            text/html, */*;q=0.8                      | application/json
            application/json; profile="text/csv"      | application/json
            text/csv, text                            | application/json
            """)
    void the_answer_is_csv_only_where_the_caller_would_rather_have_it(String accept, String type) {
        String path = RUNS + "/" + rows().run() + "/findings";

        assertThat(service.get(path, "Accept", accept).headers().firstValue("Content-Type"))
                .hasValueSatisfying(given -> assertThat(given).startsWith(type));
    }

    @Test
    void nothing_of_a_person_who_is_erased_stays_in_a_finding() {
        List<Long> ids = members(2);
        run();
        silently(ids.get(0), member -> member.put("headline", "Poet"));
        settled(start("{\"dryRun\":true}"), "done");
        assertThat(count("reconciliation_finding WHERE circle_member_id = ?", ids.get(0)))
                .isEqualTo(2);
        long twins = rows().finding(rows().run(), "duplicate", newId(), "other_member_id", ids.get(0));

        RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + profileOf(ids.get(0))))
                .header("Authorization", "Bearer api-token")
                .DELETE());

        assertThat(count("reconciliation_finding WHERE circle_member_id = ?", ids.get(0)))
                .isZero();
        assertThat(count("reconciliation_finding WHERE other_member_id IS NOT NULL"))
                .isZero();
        assertThat(count("reconciliation_finding")).isEqualTo(2);
        assertThat(count("reconciliation_finding WHERE id = ?", twins)).isEqualTo(1);
    }
}
