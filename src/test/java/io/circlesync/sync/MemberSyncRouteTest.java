package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import java.sql.Connection;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberSyncRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void a_member_who_joins_gets_a_profile_with_what_circle_knows() {
        long id = newMemberId();
        memberInCircle(id)
                .put("email", " Ada" + id + "@Example.org ")
                .put("name", "Ada King Lovelace")
                .put("first_name", "Ada")
                .put("last_name", "King Lovelace");

        joins(id);

        settles(id);
        assertThat(profileOf(id))
                .containsEntry("email", "ada" + id + "@example.org")
                .containsEntry("first_name", "Ada")
                .containsEntry("last_name", "King Lovelace")
                .containsEntry("headline", "Analyst")
                .containsEntry("bio", "Writes notes")
                .containsEntry("location", "London")
                .containsEntry("website", "https://example.org")
                .containsEntry("instagram_url", null)
                .containsEntry("linkedin_url", null)
                .containsEntry("is_stub", false)
                .containsEntry("circle_updated_at", Timestamp.from(JANUARY))
                .containsEntry("updated_at", Timestamp.from(Instant.parse("2026-01-22T14:54:18.943Z")));
    }

    @Test
    void a_member_of_whom_circle_knows_nothing_but_the_address_gets_a_stub() {
        long id = newMemberId();
        ObjectNode member = memberInCircle(id);
        member.putNull("name").putNull("first_name").putNull("last_name").put("headline", "");
        member.putObject("flattened_profile_fields").put("bio", " ");

        joins(id);
        settles(id);
        assertThat(profileOf(id)).containsEntry("is_stub", true);

        member.put("headline", "Analyst");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("is_stub", false).containsEntry("headline", "Analyst");
    }

    @Test
    void a_member_who_has_a_profile_already_is_linked_to_it() {
        long id = newMemberId();
        memberInCircle(id);
        UUID profile =
                localProfile("Member" + id + "@Example.org", JANUARY.minusSeconds(60), "workos_user_id", "user_" + id);

        joins(id);

        settles(id);
        assertThat(row(profile))
                .containsEntry("circle_member_id", id)
                .containsEntry("workos_user_id", "user_" + id)
                .containsEntry("headline", "Analyst");
    }

    @Test
    void the_more_recent_value_of_circle_replaces_the_local_one_and_the_conflict_is_recorded() {
        long id = newMemberId();
        memberInCircle(id);
        Instant localEdit = JANUARY.minusSeconds(60);
        UUID profile = localProfile(email(id), localEdit, "headline", "Old headline");

        changesAndSettles(id);

        assertThat(row(profile))
                .containsEntry("headline", "Analyst")
                .containsEntry("updated_at", Timestamp.from(localEdit));
        assertThat(conflictsOf(id))
                .singleElement()
                .satisfies(conflict -> assertThat(conflict)
                        .containsEntry("field", "headline")
                        .containsEntry("local_value", "Old headline")
                        .containsEntry("circle_value", "Analyst")
                        .containsEntry("winner", "circle")
                        .containsEntry("local_updated_at", Timestamp.from(localEdit))
                        .containsEntry("circle_updated_at", Timestamp.from(JANUARY))
                        .containsEntry(
                                "event_id",
                                service.jdbc()
                                        .queryForObject(
                                                "SELECT max(id) FROM event WHERE circle_member_id = ?",
                                                Long.class,
                                                id)));
    }

    /** As by a database whose clock is put right: neither of the two times tells who came later. */
    @ParameterizedTest
    @CsvSource({"false, Of Circle", "true, Of ours"})
    void a_local_time_that_is_to_come_beats_only_what_was_not_edited_here(boolean edited, String wins) {
        long id = newMemberId();
        ObjectNode member = memberInCircle(id);
        joins(id);
        settles(id);
        service.jdbc()
                .update(
                        "UPDATE profile SET updated_at = now() + interval '1 day',"
                                + " headline = CASE WHEN ? THEN 'Of ours' ELSE headline END WHERE circle_member_id = ?",
                        edited,
                        id);
        member.put("headline", "Of Circle")
                .put("updated_at", JANUARY.plusSeconds(3600).toString());

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", wins);
    }

    @Test
    void the_more_recent_local_value_stays_and_the_conflict_is_recorded_once() {
        long id = newMemberId();
        memberInCircle(id);
        UUID profile = localProfile(email(id), JANUARY.plusSeconds(60), "headline", "New headline", "bio", null);

        changesAndSettles(id);
        changesAndSettles(id);

        assertThat(row(profile)).containsEntry("headline", "New headline").containsEntry("bio", "Writes notes");
        assertThat(conflictsOf(id))
                .singleElement()
                .satisfies(conflict -> assertThat(conflict).containsEntry("winner", "local"));
    }

    @Test
    void a_local_edit_stays_when_circle_brings_no_news_though_its_time_moves() {
        long id = newMemberId();
        ObjectNode member = memberInCircle(id);
        joins(id);
        settles(id);
        service.jdbc().update("UPDATE profile SET headline = 'Edited here' WHERE circle_member_id = ?", id);

        member.put("updated_at", JANUARY.plusSeconds(3600).toString());
        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", "Edited here");
        assertThat(conflictsOf(id)).isEmpty();
    }

    @Test
    void the_same_event_twice_changes_nothing_the_second_time() {
        long id = newMemberId();
        memberInCircle(id);
        joins(id);
        settles(id);
        String first = snapshot(id);
        Object profile = profileOf(id).get("id");
        List<Map<String, Object>> messages = messagesAbout(profile);

        joins(id);
        settles(id);

        assertThat(snapshot(id)).isEqualTo(first);
        assertThat(messages).hasSize(2);
        assertThat(messagesAbout(profile)).isEqualTo(messages);
    }

    @Test
    void a_new_member_without_account_and_headline_is_reported_to_slack_and_asked_in_one_mail() {
        long id = newMemberId();
        memberInCircle(id).put("headline", "");

        joins(id);

        settles(id);
        Object profile = profileOf(id).get("id");
        assertThat(openGaps("profile:" + profile)).containsExactly("incomplete-profile", "missing-workos");
        assertThat(messagesAbout(profile))
                .extracting(row -> row.get("channel") + " " + row.get("kind"))
                .containsExactlyInAnyOrder("slack missing-workos", "mail missing-workos");
    }

    @Test
    void a_gap_that_is_opened_while_a_sync_waits_for_the_profile_is_not_told_again() throws Exception {
        long id = newMemberId();
        memberInCircle(id);
        UUID profile = localProfile(email(id), JANUARY, "workos_user_id", "user_leaves" + id);
        try (Connection deletion = service.jdbc().getDataSource().getConnection();
                Statement statement = deletion.createStatement()) {
            deletion.setAutoCommit(false);
            statement.execute("UPDATE profile SET workos_user_id = NULL WHERE id = '" + profile + "'");
            joins(id);
            await().until(() -> service.jdbc()
                            .queryForObject(
                                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                            + " AND wait_event_type = 'Lock'",
                                    Long.class)
                    == 1);
            Rows.on(deletion).gap("missing-workos", profile, "detail", "{\"quiet\": true}");
            deletion.commit();
        }

        settles(id);
        assertThat(row(profile)).containsEntry("circle_member_id", id);
        assertThat(messagesAbout(profile)).extracting(row -> row.get("kind")).doesNotContain("missing-workos");
    }

    @Test
    void a_gap_is_resolved_when_its_cause_is_gone() {
        long id = newMemberId();
        memberInCircle(id);
        joins(id);
        settles(id);
        Object profile = profileOf(id).get("id");
        service.jdbc()
                .update(
                        "UPDATE profile SET workos_user_id = 'user_gone', things_i_can_offer = '{Talks}' WHERE id = ?",
                        profile);

        changesAndSettles(id);

        assertThat(openGaps("profile:" + profile)).isEmpty();
    }

    @Test
    void a_member_whom_circle_does_not_know_any_more_is_marked_as_left_once_and_keeps_the_data() {
        long id = newMemberId();
        memberInCircle(id);
        joins(id);
        settles(id);
        Object profile = profileOf(id).get("id");
        circle.remove(id);

        changesAndSettles(id);
        Object left = profileOf(id).get("left_at");
        changesAndSettles(id);

        assertThat(left).isNotNull();
        assertThat(profileOf(id)).containsEntry("left_at", left).containsEntry("headline", "Analyst");
        assertThat(openGaps("profile:" + profile)).containsExactly("member-left");
        assertThat(messagesAbout(profile))
                .filteredOn("kind", "member-left")
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("channel", "slack"));

        memberInCircle(id);
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("left_at", null);
        assertThat(openGaps("profile:" + profile)).doesNotContain("member-left");
    }

    @Test
    void an_unknown_member_whom_circle_does_not_know_either_leaves_no_trace_but_the_event() {
        long id = newMemberId();

        changesAndSettles(id);

        assertThat(profilesOf(id)).isEmpty();
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @Test
    void text_in_any_script_survives_and_what_postgresql_cannot_store_is_left_out() {
        long id = newMemberId();
        String bio = "שלום 👩‍🚀 \uD83D\uDE80 مرحبا\n" + "é".repeat(10_000);
        memberInCircle(id)
                .put("headline", "Nul\0byte")
                .withObject("/flattened_profile_fields")
                .put("bio", bio);

        joins(id);

        settles(id);
        assertThat(profileOf(id)).containsEntry("bio", bio).containsEntry("headline", "Nulbyte");
    }

    @Test
    void work_that_somebody_else_has_taken_over_is_not_written() {
        long id = newMemberId();
        memberInCircle(id);
        circle.answer(call -> {
            if (call.path().endsWith("/" + id) && fetchesOf(id).size() == 1) {
                service.jdbc()
                        .update(
                                "UPDATE member_sync SET lease_token = gen_random_uuid(), due_at = now() + interval '1 hour' WHERE circle_member_id = ?",
                                id);
            }
            return circle.normally(call);
        });

        joins(id);

        await().until(() -> fetchesOf(id).size() == 1);
        long other = newMemberId();
        memberInCircle(other);
        joins(other);
        settles(other);
        assertThat(profilesOf(id)).isEmpty();
        service.jdbc().update("DELETE FROM member_sync WHERE circle_member_id = ?", id);
    }

    @Test
    void circle_is_asked_with_the_token_and_nothing_of_the_webhook() {
        long id = newMemberId();
        memberInCircle(id);

        joins(id);

        settles(id);
        StubPartner.Call call = fetchesOf(id).get(0);
        assertThat(call.method()).isEqualTo("GET");
        assertThat(call.path()).isEqualTo("/api/admin/v2/community_members/" + id);
        assertThat(call.query()).isNull();
        assertThat(call.header("Authorization")).isEqualTo("Bearer " + StubCircle.TOKEN);
    }

    private static List<Map<String, Object>> messagesAbout(Object profileId) {
        return service.jdbc()
                .queryForList("SELECT channel, kind, key FROM outbox WHERE profile_id = ? ORDER BY id", profileId);
    }
}
