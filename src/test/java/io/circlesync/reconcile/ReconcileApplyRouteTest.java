package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person has seen is written as they have seen it, or not at all. */
class ReconcileApplyRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(unbounded());
    }

    @Test
    void a_dry_run_is_applied_only_where_neither_side_has_moved_since() {
        List<Long> ids = members(20);
        run();
        long same = ids.get(0);
        long movedThere = ids.get(1);
        long movedHere = ids.get(2);
        long fresh = ids.get(3);
        silently(same, member -> member.put("headline", "Poet"));
        silently(movedThere, member -> member.put("headline", "Poet"));
        silently(movedHere, member -> member.put("headline", "Poet"));
        String path = start("{\"dryRun\":true}");
        settled(path, "done");
        silently(movedThere, member -> member.put("headline", "Painter"));
        silently(fresh, member -> member.put("headline", "Sculptor"));
        service.jdbc().update("UPDATE profile SET headline = 'Poet' WHERE id = ?", profileOf(movedHere));

        assertThat(post(path + "/apply", "").statusCode()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> get(path + "/findings?state=applied").get("items").size() == 1);
        JsonNode run = settled(path, "done");

        assertThat(run.get("dryRun").booleanValue()).isTrue();
        assertThat(rowOf(same)).containsEntry("headline", "Poet");
        assertThat(rowOf(movedThere)).containsEntry("headline", "Analyst");
        assertThat(rowOf(fresh)).containsEntry("headline", "Analyst");
        assertThat(get(path + "/findings?state=outdated").get("items"))
                .extracting(item -> item.get("circleMemberId").longValue())
                .containsExactlyInAnyOrder(movedThere, movedHere);
        assertThat(post(path + "/apply", "").statusCode()).isEqualTo(409);
    }

    @Test
    void whoever_is_told_of_by_a_webhook_at_the_same_time_is_fetched() {
        List<Long> ids = members(3);
        run();
        long id = ids.get(0);
        silently(id, member -> member.put("headline", "Poet"));

        service.post(
                "/webhooks/circle",
                "{\"type\":\"community_member_profile_field_updated\",\"data\":{\"community_member_id\":" + id + "}}");
        run();

        await().atMost(PATIENCE).until(() -> "Poet".equals(rowOf(id).get("headline")));
    }

    @Test
    void whoever_was_given_up_before_comes_in_as_quietly_as_all_others() {
        long id = newId();
        member(id);
        rows().member(id, "failed_at", Instant.now(), "attempts", 10, "error", "given up");

        JsonNode run = run();

        assertThat(counts(run)).containsExactly(Map.entry("missing-here", 1L));
        assertThat(count("gap WHERE profile_id = ? AND detail @> '{\"quiet\": true}'", profileOf(id)))
                .isEqualTo(2);
        assertThat(messages(profileOf(id))).isEmpty();
        assertThat(count("member_sync WHERE failed_at IS NOT NULL OR error IS NOT NULL"))
                .isZero();
    }

    @Test
    void whoever_was_given_up_is_taken_up_again_also_where_nothing_differs() {
        long id = members(3).get(0);
        run();
        service.jdbc()
                .update(
                        "UPDATE member_sync SET failed_at = now(), attempts = 10, error = 'given up',"
                                + " generation = generation + 1 WHERE circle_member_id = ?",
                        id);

        assertThat(counts(run())).isEmpty();

        await().atMost(PATIENCE)
                .until(() -> count(
                                "member_sync WHERE failed_at IS NULL AND error IS NULL"
                                        + " AND synced_generation = generation AND circle_member_id = ?",
                                id)
                        == 1);
    }

    @Test
    void what_a_run_needs_while_it_reads_is_forgotten_when_it_is_done() {
        members(12);
        String path = start("{}");
        settled(path, "done");

        await().atMost(PATIENCE).until(() -> count("reconciliation_member") == 0);
        assertThat(count("reconciliation_finding WHERE member IS NOT NULL")).isZero();
        assertThat(count("reconciliation_finding WHERE state = 'applied'")).isEqualTo(12);
    }
}
