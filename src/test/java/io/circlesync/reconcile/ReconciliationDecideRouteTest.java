package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person decides about a run that waits. */
class ReconciliationDecideRouteTest extends ReconcileTestBase {

    private static final List<String> CLAIM = List.of("member-claim-poll", "member-claim");

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

    /** A run puts up to a thousand into the queue at once. */
    @Test
    void a_run_that_is_cancelled_takes_back_whom_it_has_put_into_the_queue() throws Exception {
        List<Long> ids = members(20);
        run();
        long fresh = newId();
        member(fresh);
        ids.forEach(id -> silently(id, member -> member.put("headline", "Poet")));
        long alsoEdited = ids.get(1);
        stopClaims();
        try {
            String path = queued(21);
            long leftOut = findingOf(path, ids.get(0));
            HttpResponse<String> ignored = post(path + "/findings/" + leftOut + "/ignore", "");
            assertThat(Json.read(ignored.body()).get("state").textValue()).isEqualTo("ignored");
            edit(alsoEdited, "{\"bio\":\"Paints\"}");

            assertThat(post(path + "/cancel", "").statusCode()).isEqualTo(202);

            assertThat(service.jdbc()
                            .queryForList(
                                    "SELECT circle_member_id FROM member_sync WHERE due_at IS NOT NULL", Long.class))
                    .containsExactly(alsoEdited);
            assertThat(count("member_sync WHERE circle_member_id = ?", fresh)).isZero();
        } finally {
            startClaims();
        }
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        assertThat(service.jdbc()
                        .queryForList("SELECT circle_member_id FROM profile WHERE headline = 'Poet'", Long.class))
                .isEmpty();
        String again = start("{}");
        settled(again, "waiting");
        post(again + "/continue", "");
        settled(again, "done");
        // Whoever was edited here since wins there.
        assertThat(count("profile WHERE headline = 'Poet'")).isEqualTo(19);
        assertThat(count("profile WHERE circle_member_id = ?", fresh)).isEqualTo(1);
    }

    /** A webhook that was answered with 200 while a run takes back whom it has marked. */
    @Test
    void whoever_is_heard_of_while_a_run_is_cancelled_stays_due() throws Exception {
        List<Long> ids = members(20);
        run();
        ids.forEach(id -> silently(id, member -> member.put("headline", "Poet")));
        long heard = ids.get(19);
        stopClaims();
        try {
            String path = queued(20);
            // Between the first of them and the last.
            service.jdbc()
                    .execute(
                            "CREATE OR REPLACE FUNCTION webhook_comes_in() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                                    + " PERFORM mark_due(ARRAY[" + heard + "]); RETURN NULL; END $$;"
                                    + " CREATE TRIGGER webhook_comes_in AFTER UPDATE ON member_sync FOR EACH ROW"
                                    + " WHEN (NEW.circle_member_id = " + ids.get(0) + " AND NEW.due_at IS NULL)"
                                    + " EXECUTE FUNCTION webhook_comes_in()");

            assertThat(post(path + "/cancel", "").statusCode()).isEqualTo(202);

            assertThat(service.jdbc()
                            .queryForList(
                                    "SELECT circle_member_id FROM member_sync WHERE due_at IS NOT NULL", Long.class))
                    .containsExactly(heard);
        } finally {
            service.jdbc().execute("DROP TRIGGER webhook_comes_in ON member_sync");
            startClaims();
        }
        await().atMost(PATIENCE).until(() -> "Poet".equals(rowOf(heard).get("headline")));
    }

    /** Whether the run has noted it already, or not. */
    @Test
    void whoever_is_synced_for_a_run_is_not_left_out_any_more() {
        long synced = members(20).get(0);
        run();
        silently(synced, member -> member.put("headline", "Poet"));
        String path = start("{}");
        settled(path, "waiting");
        service.jdbc()
                .execute("CREATE OR REPLACE FUNCTION not_noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " NEW.state = OLD.state; RETURN NEW; END $$;"
                        + " CREATE TRIGGER not_noted BEFORE UPDATE OF state ON reconciliation_finding FOR EACH ROW"
                        + " WHEN (NEW.state = 'applied') EXECUTE FUNCTION not_noted()");
        try {
            post(path + "/continue", "");
            await().atMost(PATIENCE).until(() -> "Poet".equals(rowOf(synced).get("headline")));
            await().until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);

            HttpResponse<String> answer = post(path + "/findings/" + findingOf(path, synced) + "/ignore", "");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        } finally {
            service.jdbc().execute("DROP TRIGGER not_noted ON reconciliation_finding");
        }
    }

    /** They are tried again whatever comes of the run, which notes it. */
    @Test
    void whoever_had_been_given_up_stays_in_the_queue_of_a_cancelled_run() throws Exception {
        long again = members(20).get(0);
        run();
        silently(again, member -> member.put("headline", "Poet"));
        service.jdbc()
                .update(
                        "UPDATE member_sync SET generation = 2, failed_at = now(), attempts = 10, error = 'given up'"
                                + " WHERE circle_member_id = ?",
                        again);
        stopClaims();
        String path = queued(1);
        try {

            assertThat(post(path + "/findings/" + findingOf(path, again) + "/ignore", "")
                            .statusCode())
                    .isEqualTo(409);
            assertThat(post(path + "/cancel", "").statusCode()).isEqualTo(202);
        } finally {
            startClaims();
        }

        await().atMost(PATIENCE).until(() -> "Poet".equals(rowOf(again).get("headline")));
        service.jdbc().update("UPDATE reconciliation SET due_at = now() WHERE due_at > now()");
        await().atMost(PATIENCE)
                .until(() -> get(path + "/findings?state=applied").get("items").size() == 1);
    }

    /** As where Circle refuses every write, and those who are written here wait for it. */
    @Test
    void whoever_is_written_here_is_not_taken_back() throws Exception {
        long written = members(20).get(0);
        run();
        silently(written, member -> member.put("headline", "Poet"));
        stopClaims();
        try {
            String path = queued(1);
            service.jdbc().update("UPDATE member_sync SET sent = '{}' WHERE circle_member_id = ?", written);

            assertThat(post(path + "/findings/" + findingOf(path, written) + "/ignore", "")
                            .statusCode())
                    .isEqualTo(409);
            post(path + "/cancel", "");

            assertThat(count("member_sync WHERE due_at IS NOT NULL")).isEqualTo(1);
        } finally {
            startClaims();
        }
    }

    @Test
    void whoever_is_paused_is_waited_for_by_no_run_and_can_be_left_out() {
        long paused = members(20).get(0);
        run();
        silently(paused, member -> member.put("headline", "Poet"));
        assertThat(post("/api/members/" + paused + "/pause", "").statusCode()).isEqualTo(204);
        try {
            String path = start("{}");
            settled(path, "waiting");
            post(path + "/continue", "");
            settled(path, "done");

            await().atMost(PATIENCE).until(() -> count("reconciliation WHERE due_at IS NOT NULL") == 0);

            assertThat(post(path + "/findings/" + findingOf(path, paused) + "/ignore", "")
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            post("/api/members/" + paused + "/resume", "");
        }
    }

    /** Of which the run's undo has to know. */
    @Test
    void whoever_is_being_synced_when_their_run_is_cancelled_is_told_to_be_applied() throws Exception {
        long held = members(20).get(0);
        run();
        silently(held, member -> member.put("headline", "Poet"));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        circle.answer(call -> {
            if (call.path().endsWith("/community_members/" + held)) {
                asked.countDown();
                await().until(() -> go.getCount() == 0);
            }
            return circle.normally(call);
        });
        service.jdbc()
                .execute(
                        "CREATE OR REPLACE FUNCTION asks() RETURNS trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN NEW.snapshot = NULL; RETURN NEW; END $$;"
                                + " CREATE TRIGGER asks BEFORE UPDATE OF snapshot ON member_sync FOR EACH ROW EXECUTE FUNCTION asks()");
        String path;
        try {
            path = start("{}");
            settled(path, "waiting");
            post(path + "/continue", "");
            asked.await(30, TimeUnit.SECONDS);
            long finding = findingOf(path, held);
            assertThat(post(path + "/findings/" + finding + "/ignore", "").statusCode())
                    .isEqualTo(409);

            assertThat(post(path + "/cancel", "").statusCode()).isEqualTo(202);
        } finally {
            go.countDown();
            service.jdbc().execute("DROP TRIGGER asks ON member_sync");
        }

        await().atMost(PATIENCE)
                .until(() -> get(path + "/findings?state=applied").get("items").size() == 1);
        assertThat(rowOf(held)).containsEntry("headline", "Poet");
        HttpResponse<String> undone =
                post("/api/undo", "{\"reconciliationId\":" + path.replaceAll(".*/", "") + ",\"dryRun\":true}");
        assertThat(Json.read(undone.body()).get("changes")).hasSize(1);
    }

    /** A run that has put so many into the queue, where nobody takes them; gives its path. */
    private static String queued(int members) {
        String path = start("{}");
        settled(path, "waiting");
        post(path + "/continue", "");
        await().atMost(PATIENCE)
                .until(() ->
                        count("reconciliation_finding WHERE generation IS NOT NULL AND state = 'open'") == members);
        return path;
    }

    private static void stopClaims() throws Exception {
        for (String route : CLAIM) {
            service.camel().getRouteController().stopRoute(route);
        }
    }

    private static void startClaims() throws Exception {
        for (String route : CLAIM) {
            service.camel().getRouteController().startRoute(route);
        }
    }
}
