package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertThat(settled(path, "done").get("applied").booleanValue()).isFalse();
        silently(movedThere, member -> member.put("headline", "Painter"));
        silently(fresh, member -> member.put("headline", "Sculptor"));
        service.jdbc().update("UPDATE profile SET headline = 'Poet' WHERE id = ?", profileOf(movedHere));

        assertThat(post(path + "/apply", "").statusCode()).isEqualTo(202);
        await().atMost(PATIENCE)
                .until(() -> get(path + "/findings?state=applied").get("items").size() == 1);
        JsonNode run = settled(path, "done");

        assertThat(run.get("dryRun").booleanValue()).isTrue();
        assertThat(run.get("applied").booleanValue()).isTrue();
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
    void whoever_was_not_listed_and_has_been_synced_before_that_is_written_has_not_left() {
        List<Long> ids = members(5);
        run();
        long back = ids.get(0);
        long gone = ids.get(1);
        circle.remove(back);
        circle.remove(gone);
        run();
        syncedBeforeWriting(back);
        String path = start("{\"dryRun\":false}");

        settled(path, "done");

        assertThat(rowOf(back)).containsEntry("left_at", null);
        assertThat(rowOf(gone).get("left_at")).isNotNull();
        assertThat(get(path + "/findings?state=outdated").get("items"))
                .extracting(item -> item.get("circleMemberId").longValue())
                .containsExactly(back);
    }

    @Test
    void whoever_was_listed_and_is_found_to_be_gone_before_that_is_written_is_not_stored_again() {
        long gone = members(5).get(4);
        rows().member(gone, "generation", 1, "synced_generation", 1);
        syncedBeforeWriting(gone);
        circle.answer(call -> call.path().endsWith("/" + gone)
                ? Answer.json(404, "{\"success\":false,\"message\":\"Oops! Missing record. Please try again later.\"}")
                : circle.normally(call));

        JsonNode run = run();

        assertThat(counts(run)).containsExactly(Map.entry("missing-here", 5L));
        assertThat(count("profile")).isEqualTo(4);
        assertThat(count("profile WHERE circle_member_id = ?", gone)).isZero();
    }

    /** Who fails for themselves holds no run up, and is written a moment after its end. */
    @Test
    void whoever_had_to_be_tried_again_is_told_to_be_applied_all_the_same() {
        List<Long> ids = members(5);
        run();
        long again = ids.get(0);
        silently(again, member -> member.put("headline", "Poet"));
        service.jdbc()
                .execute("CREATE OR REPLACE FUNCTION fails_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " NEW.snapshot = NULL; RETURN NEW; END $$;"
                        + " CREATE TRIGGER fails_once BEFORE UPDATE OF snapshot ON member_sync FOR EACH ROW"
                        + " EXECUTE FUNCTION fails_once()");
        AtomicBoolean well = new AtomicBoolean();
        circle.answer(call -> call.path().endsWith("/community_members/" + again) && !well.get()
                ? Answer.json(422, "{\"success\":false,\"message\":\"Broken.\"}")
                : circle.normally(call));
        String path;
        try {
            path = start("{}");
            settled(path, "done");
            assertThat(get(path + "/findings?state=open").get("items")).hasSize(1);
        } finally {
            service.jdbc().execute("DROP TRIGGER fails_once ON member_sync");
        }

        well.set(true);
        service.jdbc().update("UPDATE member_sync SET due_at = now() WHERE circle_member_id = ?", again);
        await().atMost(PATIENCE).until(() -> "Poet".equals(rowOf(again).get("headline")));
        service.jdbc().update("UPDATE reconciliation SET due_at = now() WHERE due_at > now()");

        await().atMost(PATIENCE)
                .until(() -> get(path + "/findings?state=applied").get("items").size() == 1);
        String undo = "{\"reconciliationId\":" + path.replaceAll(".*/", "") + ",\"dryRun\":true}";
        assertThat(Json.read(post("/api/undo", undo).body()).get("changes")).hasSize(1);
    }

    /** Nobody fails where Circle lets nobody write: what is to be written there waits, and the run ends. */
    @Test
    void a_run_ends_while_circle_lets_nobody_write() {
        List<Long> ids = members(12);
        run();
        for (long id : ids.subList(0, 2)) {
            service.jdbc()
                    .update("UPDATE profile SET headline = 'Poet', updated_at = now() WHERE id = ?", profileOf(id));
        }
        circle.answer(call -> call.method().equals("PUT")
                ? Answer.json(403, "{\"success\":false,\"message\":\"You cannot perform this action.\"}")
                : circle.normally(call));

        String path = start("{\"dryRun\":false}");
        settled(path, "done");

        circle.answer(circle::normally);
        ids.subList(0, 2).forEach(id -> post("/api/members/" + id + "/sync", ""));
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        service.jdbc().update("UPDATE reconciliation SET due_at = now() WHERE due_at > now()");
        await().atMost(PATIENCE)
                .until(() -> get(path + "/findings?state=applied").get("items").size() == 2);
        assertThat(ids.subList(0, 2))
                .allSatisfy(id ->
                        assertThat(circle.member(id).get("headline").asText()).isEqualTo("Poet"));
    }

    /** Has a webhook sync the member between a run's last look and its writing. */
    private static void syncedBeforeWriting(long member) {
        service.jdbc()
                .execute("CREATE OR REPLACE FUNCTION webhook_comes_in() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " UPDATE member_sync SET synced_at = now() WHERE circle_member_id = " + member
                        + "; RETURN NULL; END $$;"
                        + " CREATE TRIGGER webhook_comes_in AFTER UPDATE OF step ON reconciliation FOR EACH ROW"
                        + " WHEN (OLD.step = 'judge' AND NEW.step <> 'judge') EXECUTE FUNCTION webhook_comes_in()");
    }

    @AfterEach
    void no_webhook_comes_in() {
        service.jdbc().execute("DROP TRIGGER IF EXISTS webhook_comes_in ON reconciliation");
        circle.answerNormally();
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
    void whoever_could_not_be_told_from_another_is_taken_up_again_once_that_is_mended_in_circle() {
        List<Long> ids = members(3);
        run();
        long mistaken = ids.get(0);
        silently(mistaken, member -> member.put("email", email(ids.get(1))));
        assertThat(counts(run())).containsExactly(Map.entry("duplicate", 1L));
        assertThat(count("gap WHERE kind = 'identity-conflict' AND resolved_at IS NULL"))
                .isEqualTo(1);
        long told = count("outbox WHERE kind = 'identity-conflict'");
        assertThat(counts(run())).containsExactly(Map.entry("duplicate", 1L));
        silently(mistaken, member -> member.put("email", email(mistaken)));

        assertThat(counts(run())).isEmpty();

        await().atMost(PATIENCE)
                .until(() -> count("gap WHERE kind = 'identity-conflict' AND resolved_at IS NULL") == 0);
        assertThat(count("outbox WHERE kind = 'identity-conflict'")).isEqualTo(told);
    }

    @Test
    void whoever_comes_back_by_a_run_is_not_written_to_until_somebody_says_so() {
        long id = members(5).get(0);
        run();
        silently(id, member -> member.put("active", false));
        run();
        silently(id, member -> member.put("active", true));

        assertThat(counts(run())).containsExactly(Map.entry("returned", 1L));

        assertThat(count(
                        "gap WHERE profile_id = ? AND resolved_at IS NULL AND detail @> '{\"quiet\": true}'",
                        profileOf(id)))
                .isEqualTo(2);
        assertThat(messages(profileOf(id))).noneMatch(message -> message.contains("missing-workos"));
    }

    @Test
    void a_list_that_is_older_than_what_is_known_makes_nobody_a_conflict() {
        long id = members(3).get(0);
        silently(id, member -> member.put("headline", "Poet"));
        run();
        circle.member(id).put("updated_at", JANUARY.toString()).put("headline", "Analyst");

        JsonNode run = settled(start("{\"dryRun\":true}"), "done");

        assertThat(counts(run)).containsExactly(Map.entry("different", 1L));
        assertThat(findings(RUNS + "/" + run.get("id").longValue()))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.get("circleMemberId").longValue()).isEqualTo(id);
                    assertThat(finding.get("profileId").textValue())
                            .isEqualTo(profileOf(id).toString());
                });
    }

    /** Of a profile that is linked to nobody, with its address and its account: by what each of two members claims it. */
    @ParameterizedTest
    @CsvSource({"address, address", "account, account", "address, account"})
    void what_two_members_claim_is_handed_to_neither(String one, String other) {
        members(3);
        run();
        long first = claim(one);
        long second = claim(other);
        UUID profile = rows().profile(
                        "ada@claimed.example",
                        "workos_user_id",
                        "user_claimed",
                        "email_verified",
                        true,
                        "first_name",
                        "Ada",
                        "bio",
                        "Secret");

        JsonNode run = run();

        assertThat(counts(run)).containsExactly(Map.entry("duplicate", 2L));
        assertThat(row(profile).get("circle_member_id")).isNull();
        assertThat(open("identity-conflict")).isEqualTo(2);
        assertThat(circle.calls()).noneMatch(call -> call.method().equals("PUT"));

        // Nor does the first of them of whom anything is heard get it.
        service.post(
                "/webhooks/circle", "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + first + "}}");
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        assertThat(row(profile).get("circle_member_id")).isNull();

        circle.remove(second);
        run();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(row(profile).get("circle_member_id")).isEqualTo(first));
    }

    private static long claim(String key) {
        long id = newId();
        ObjectNode member = member(id);
        if (key.equals("address")) {
            member.put("email", id % 2 == 0 ? "ada@claimed.example" : "Ada@Claimed.example");
        } else {
            member.put("sso_provider_user_id", "user_claimed");
        }
        return id;
    }

    private static long open(String kind) {
        return count("gap WHERE kind = ? AND resolved_at IS NULL", kind);
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
