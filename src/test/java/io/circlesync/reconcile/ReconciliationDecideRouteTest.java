package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
