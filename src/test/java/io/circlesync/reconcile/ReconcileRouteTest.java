package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one run comes to, from its beginning to its end. */
class ReconcileRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(unbounded());
    }

    @Test
    void one_run_brings_a_whole_community_in_and_nobody_is_written_to() {
        List<Long> ids = members(250);

        JsonNode run = run();

        assertThat(counts(run)).containsExactly(Map.entry("missing-here", 250L));
        assertThat(run.at("/progress/members").intValue()).isEqualTo(250);
        assertThat(run.at("/progress/pages").intValue()).isEqualTo(3);
        assertThat(run.at("/plan/calls").intValue()).isEqualTo(3);
        assertThat(count("profile")).isEqualTo(250);
        assertThat(rowOf(ids.get(17)))
                .containsEntry("email", email(ids.get(17)))
                .containsEntry("headline", "Analyst");
        // One message to the team, and gaps of which nobody hears.
        assertThat(count("gap WHERE detail @> '{\"quiet\": true}' AND remind_at IS NULL"))
                .isEqualTo(500);
        assertThat(service.jdbc().queryForList("SELECT kind || '/' || channel FROM outbox", String.class))
                .containsExactly("reconciliation/slack");
        // Not a call for any of them.
        assertThat(circle.calls()).noneMatch(call -> call.path().matches(".*/community_members/\\d+"));
        assertThat(counts(run())).isEmpty();
        assertThat(count("outbox")).isEqualTo(1);
    }

    @Test
    void one_run_repairs_all_that_has_drifted_and_a_second_one_finds_nothing() {
        List<Long> ids = members(200);
        run();
        long renamed = ids.get(1);
        long emptied = ids.get(20);
        long moved = ids.get(40);
        long deactivated = ids.get(60);
        long edited = ids.get(80);
        long rejoined = ids.get(100);
        long back = ids.get(120);
        UUID rejoinedProfile = profileOf(rejoined);
        silently(back, member -> member.put("active", false));
        run();
        assertThat(rowOf(back).get("left_at")).isNotNull();
        long newcomer = newId();
        long again = newId();
        member(newcomer);
        // Of twenty webhooks one is lost.
        for (int i = 140; i < 180; i++) {
            long id = ids.get(i);
            silently(id, member -> member.put("headline", "Headline of " + id));
            if (i % 20 != 0) {
                service.post(
                        "/webhooks/circle",
                        "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + "}}");
            }
        }
        await().atMost(PATIENCE).until(() -> count("profile WHERE headline LIKE 'Headline of %'") == 38);
        await().atMost(PATIENCE).until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
        silently(
                renamed,
                member ->
                        member.put("name", "Ada King").put("first_name", "Ada").put("last_name", "King"));
        silently(emptied, member -> fields(member).put("bio", ""));
        silently(moved, member -> member.put("email", "moved@example.org"));
        silently(deactivated, member -> member.put("active", false));
        silently(edited, member -> member.put("headline", "Poet"));
        silently(back, member -> member.put("active", true));
        circle.remove(rejoined);
        member(again)
                .put("email", email(rejoined))
                .put("name", "Member Number" + rejoined)
                .put("last_name", "Number" + rejoined);
        assertThat(drift()).hasSize(10);

        JsonNode run = run();

        assertThat(counts(run))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "missing-here", 1L,
                        "renamed", 1L,
                        "emptied", 1L,
                        "address-changed", 1L,
                        "left", 1L,
                        "different", 3L,
                        "returned", 2L));
        assertThat(drift()).isEmpty();
        assertThat(rowOf(newcomer)).containsEntry("email", email(newcomer));
        assertThat(rowOf(renamed)).containsEntry("first_name", "Ada").containsEntry("last_name", "King");
        assertThat(rowOf(moved)).containsEntry("email", "moved@example.org");
        assertThat(rowOf(edited)).containsEntry("headline", "Poet");
        assertThat(rowOf(deactivated).get("left_at")).isNotNull();
        assertThat(rowOf(back).get("left_at")).isNull();
        assertThat(profileOf(again)).isEqualTo(rejoinedProfile);
        // A value beats none: what was emptied there is written back.
        assertThat(fields(circle.member(emptied)).get("bio").textValue()).isEqualTo("Writes notes");
        assertThat(counts(run())).isEmpty();
    }

    /** Members of whom both sides do not say the same. */
    private static List<Long> drift() {
        return circle.members().stream()
                .filter(id -> service
                        .jdbc()
                        .queryForList(
                                "SELECT concat_ws('|', email, first_name || ' ' || last_name, headline, bio, left_at IS NULL)"
                                        + " FROM profile WHERE circle_member_id = ?",
                                String.class,
                                id)
                        .stream()
                        .noneMatch(known -> known.equals(String.join(
                                "|",
                                circle.member(id).get("email").asText(),
                                circle.member(id).get("name").asText(),
                                circle.member(id).get("headline").asText(),
                                fields(circle.member(id)).get("bio").asText(),
                                circle.member(id).path("active").asBoolean(true) ? "t" : "f"))))
                .toList();
    }

    @Test
    void jmx_begins_a_run_and_shows_how_far_it_is() throws Exception {
        members(7);
        MBeanServer server = service.beans();
        ObjectName name = server.queryNames(new ObjectName("circlesync:type=reconciliation,*"), null).stream()
                .reduce((first, last) -> last)
                .orElseThrow();

        String run = (String) server.invoke(name, "begin", new Object[] {true}, new String[] {"boolean"});

        settled(RUNS + "/" + run, "done");
        await().until(() -> server.getAttribute(name, "Run").equals(Long.valueOf(run))
                && server.getAttribute(name, "State").equals("done"));
        assertThat(server.getAttribute(name, "DryRun")).isEqualTo(true);
        assertThat(server.getAttribute(name, "Pages")).isEqualTo(1);
        assertThat(server.getAttribute(name, "Members")).isEqualTo(7L);
        assertThat(server.getAttribute(name, "MembersTotal")).isEqualTo(7L);
    }
}
