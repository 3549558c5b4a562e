package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person decides about a run that waits. */
class ReconciliationDecideRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of("reconcile.max-change-percent", "1", "reconcile.max-left-percent", "1"));
    }

    @Test
    void a_run_goes_on_without_what_is_left_out() {
        List<Long> ids = members(20);
        run();
        circle.remove(ids.get(0));
        silently(ids.get(1), member -> member.put("headline", "Poet"));
        String path = start("{}");
        settled(path, "waiting");

        assertThat(post(path + "/continue", "{\"without\":[\"left\"]}").statusCode())
                .isEqualTo(202);
        JsonNode run = settled(path, "done");

        assertThat(run.get("waitingFor")).isEmpty();
        assertThat(rowOf(ids.get(0)).get("left_at")).isNull();
        assertThat(rowOf(ids.get(1))).containsEntry("headline", "Poet");
        assertThat(ReconcileCompareRouteTest.finding(path, "left").get("state").textValue())
                .isEqualTo("ignored");
        assertThat(post(path + "/continue", "").statusCode()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"left", "different"})
    void what_a_person_has_approved_is_not_left_out_with_its_kind(String kind) {
        List<Long> ids = members(20);
        run();
        for (long id : ids.subList(0, 2)) {
            if (kind.equals("left")) {
                circle.remove(id);
            } else {
                silently(id, member -> member.put("headline", "Poet"));
            }
        }
        String path = start("{}");
        assertThat(decisions(settled(path, "waiting"))).containsExactly("continue", "cancel");
        post(path + "/findings/" + findingOf(path, ids.get(0)) + "/approve", "");

        post(path + "/continue", "{\"without\":[\"" + kind + "\"]}");
        assertThat(decisions(settled(path, "done"))).isEmpty();

        assertThat(get(path + "/findings?state=applied").get("items"))
                .extracting(finding -> finding.get("circleMemberId").longValue())
                .containsExactly(ids.get(0));
        assertThat(get(path + "/findings?state=ignored").get("items"))
                .extracting(finding -> finding.get("circleMemberId").longValue())
                .containsExactly(ids.get(1));
        assertThat(rowOf(ids.get(0)).get("left_at") != null
                        || "Poet".equals(rowOf(ids.get(0)).get("headline")))
                .isTrue();
    }

    @Test
    void what_a_second_scan_has_approved_is() {
        List<Long> ids = members(20);
        run();
        circle.remove(ids.get(0));
        String first = start("{}");
        settled(first, "waiting");
        post(first + "/cancel", "");
        String path = start("{}");
        settled(path, "waiting");
        assertThat(count("reconciliation_finding WHERE approved")).isEqualTo(1);

        post(path + "/continue", "{\"without\":[\"left\"]}");
        settled(path, "done");

        assertThat(get(path + "/findings?state=ignored").get("items")).hasSize(1);
        assertThat(rowOf(ids.get(0)).get("left_at")).isNull();
    }

    private static List<String> decisions(JsonNode run) {
        return Json.mapper().convertValue(run.get("decisions"), new TypeReference<List<String>>() {});
    }

    @Test
    void what_has_come_back_while_a_run_waited_is_not_written() {
        List<Long> ids = members(20);
        run();
        silently(ids.get(0), member -> fields(member).put("bio", "Was edited"));
        circle.remove(ids.get(1));
        String path = start("{}");
        settled(path, "waiting");
        silently(ids.get(0), member -> fields(member).put("bio", "Writes notes"));
        member(ids.get(1));

        post(path + "/continue", "");
        settled(path, "done");

        assertThat(rowOf(ids.get(0))).containsEntry("bio", "Writes notes");
        assertThat(rowOf(ids.get(1)).get("left_at")).isNull();
        assertThat(get(path + "/findings?state=outdated").get("items")).hasSize(2);
    }

    @Test
    void a_run_that_is_cancelled_writes_nothing() {
        List<Long> ids = members(20);
        run();
        silently(ids.get(0), member -> member.put("headline", "Poet"));
        String path = start("{}");
        settled(path, "waiting");

        assertThat(post(path + "/cancel", "").statusCode()).isEqualTo(202);

        assertThat(get(path).get("state").textValue()).isEqualTo("cancelled");
        assertThat(rowOf(ids.get(0))).containsEntry("headline", "Analyst");
        assertThat(post(path + "/apply", "").statusCode()).isEqualTo(409);
    }
}
