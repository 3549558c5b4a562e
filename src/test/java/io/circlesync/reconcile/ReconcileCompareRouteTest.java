package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.management.logs.RecentLog;
import io.circlesync.management.logs.RecentLogQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the comparison finds, and that it writes nothing else. */
class ReconcileCompareRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(unbounded());
    }

    @Test
    void a_dry_run_tells_everything_and_changes_no_row_but_its_own() {
        List<Long> ids = members(30);
        run();
        UUID edited = profileOf(ids.get(2));
        service.jdbc()
                .update(
                        "UPDATE profile SET headline = 'Mine', updated_at = ? WHERE id = ?",
                        java.sql.Timestamp.from(Instant.now()),
                        edited);
        silently(ids.get(0), member -> member.put("name", "Ada King"));
        silently(ids.get(1), member -> fields(member).putNull("bio"));
        circle.remove(ids.get(3));
        UUID unlinked = rows().profile("new@example.org");
        member(newId()).put("email", "new@example.org");
        UUID unlinkedByAccount = rows().profile("other@example.org", "workos_user_id", "user_of_other");
        long ofAccount = newId();
        member(ofAccount).put("sso_provider_user_id", "user_of_other");
        rows().profile("one@example.org");
        UUID two = rows().profile("two@example.org", "workos_user_id", "user_of_two");
        long ofBoth = newId();
        member(ofBoth).put("email", "one@example.org").put("sso_provider_user_id", "user_of_two");
        long twin = newId();
        member(twin).put("email", email(ids.get(4)));
        member(newId());
        service.jdbc()
                .update(
                        "UPDATE member_sync SET failed_at = now(), error = '503' WHERE circle_member_id = ?",
                        ids.get(5));
        await().atMost(PATIENCE).until(() -> count("outbox WHERE state = 'pending'") == 0);
        Map<String, String> before = everythingElse();
        long calls = circle.calls().size();

        String path = start("{\"dryRun\":true}");
        JsonNode run = settled(path, "done");

        assertThat(counts(run))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "renamed", 1L,
                        "emptied", 1L,
                        "different", 1L,
                        "left", 1L,
                        "missing-there", 2L,
                        "missing-here", 1L,
                        "identity-conflict", 1L,
                        "duplicate", 1L));
        assertThat(everythingElse()).isEqualTo(before);
        // Nothing but the list.
        assertThat(circle.calls().subList((int) calls, circle.calls().size()))
                .allMatch(ReconcileScanRouteTest::isList)
                .hasSize(2);
        JsonNode renamed = finding(path, "renamed");
        assertThat(renamed.get("circleMemberId").longValue()).isEqualTo(ids.get(0));
        assertThat(renamed.get("profileId").textValue())
                .isEqualTo(profileOf(ids.get(0)).toString());
        assertThat(renamed.get("state").textValue()).isEqualTo("open");
        assertThat(renamed.get("fields").toString()).contains("\"Ada\"").doesNotContain("headline");
        JsonNode emptied = finding(path, "emptied").at("/fields/0");
        assertThat(emptied.get("field").textValue()).isEqualTo("bio");
        assertThat(emptied.get("localValue").textValue()).isEqualTo("Writes notes");
        assertThat(emptied.get("circleValue").isNull()).isTrue();
        assertThat(emptied.get("winner").textValue()).isEqualTo("local");
        assertThat(emptied.get("rule").textValue()).isEqualTo("value-beats-none");
        JsonNode mine = finding(path, "different").at("/fields/0");
        assertThat(mine.get("localValue").textValue()).isEqualTo("Mine");
        assertThat(mine.get("winner").textValue()).isEqualTo("local");
        // Who matches whom, and by what; and who is not unique, and why.
        assertThat(findings(path).stream()
                        .filter(found -> found.get("kind").textValue().equals("missing-there"))
                        .map(found -> found.get("profileId").textValue() + " "
                                + found.at("/fields/0/field").textValue() + " "
                                + found.at("/fields/0/rule").textValue()))
                .containsExactlyInAnyOrder(
                        unlinked + " circleMemberId same-email", unlinkedByAccount + " circleMemberId same-account");
        JsonNode duplicate = finding(path, "duplicate");
        assertThat(duplicate.get("circleMemberId").longValue()).isEqualTo(twin);
        assertThat(duplicate.get("otherMemberId").longValue()).isEqualTo(ids.get(4));
        JsonNode doubtful = finding(path, "identity-conflict");
        assertThat(doubtful.get("circleMemberId").longValue()).isEqualTo(ofBoth);
        assertThat(doubtful.get("profileId").textValue()).isEqualTo(two.toString());
        assertThat(doubtful.get("reason").textValue()).contains("belong to different profiles");
        assertThat(service.get(path + "/report?kind=identity-conflict").body())
                .contains("belong to different profiles");
        assertThat(service.get(path + "/report?kind=duplicate").body()).contains("The other member: " + ids.get(4));
    }

    @Test
    void now_and_then_a_run_says_in_the_log_how_far_it_has_come() {
        members(100);
        circle.answer(call -> ReconcileScanRouteTest.isList(call)
                ? circle.normally(new Call(
                        call.method(),
                        call.path(),
                        call.query().replace("per_page=100", "per_page=1"),
                        call.headers(),
                        ""))
                : circle.normally(call));

        JsonNode run = settled(start("{\"dryRun\":true}"), "done");

        assertThat(run.at("/progress/pages").intValue()).isEqualTo(100);
        assertThat(new RecentLogQuery(RecentLog.listen())
                        .getLogResults(1_000)
                        .get("events")
                        .toString())
                .containsOnlyOnce("Reconciliation " + run.get("id") + " has compared 100 of 100 members");
    }

    static JsonNode finding(String path, String kind) {
        return get(path + "/findings?kind=" + kind).at("/items/0");
    }

    private static Map<String, String> everythingElse() {
        Map<String, String> tables = new TreeMap<>();
        for (String table : service.jdbc()
                .queryForList(
                        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                                + " AND tablename NOT LIKE 'reconciliation%'"
                                // What the service notes of its own accord at any moment.
                                + " AND tablename NOT IN ('partner', 'housekeeping', 'last_success')",
                        String.class)) {
            tables.put(
                    table,
                    service.jdbc()
                            .queryForObject(
                                    "SELECT jsonb_agg(to_jsonb(t) ORDER BY to_jsonb(t)::text)::text FROM " + table
                                            + " AS t",
                                    String.class));
        }
        assertThat(tables).hasSizeGreaterThan(8);
        return tables;
    }
}
