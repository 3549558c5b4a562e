package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.WorkosWebhook;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is who: each rule here keeps the data of one person from another. */
class IdentityRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of("workos.webhook-secret", WorkosWebhook.SECRET));
    }

    @Test
    void a_member_is_known_by_the_id_and_keeps_the_profile_under_a_new_address() {
        long id = newMemberId();
        ObjectNode member = memberInCircle(id);
        joins(id);
        settles(id);
        Object profile = profileOf(id).get("id");

        member.put("email", "New" + id + "@example.org");
        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("id", profile).containsEntry("email", "new" + id + "@example.org");
    }

    @Test
    void a_member_is_known_by_the_account_when_the_address_differs() {
        long id = newMemberId();
        memberInCircle(id).put("sso_provider_user_id", "user_sso" + id);
        UUID profile = localProfile("other" + id + "@example.org", JANUARY, "workos_user_id", "user_sso" + id);

        joins(id);

        settles(id);
        assertThat(row(profile)).containsEntry("circle_member_id", id);
    }

    @Test
    void a_new_address_that_another_profile_has_is_a_conflict_and_nothing_is_merged() {
        long id = newMemberId();
        ObjectNode member = memberInCircle(id);
        joins(id);
        settles(id);
        String before = snapshot(id);
        UUID other = localProfile("taken" + id + "@example.org", JANUARY, "headline", "Somebody else");
        String otherBefore = snapshot(other);

        member.put("email", "taken" + id + "@example.org").put("headline", "Changed too");
        changesAndSettles(id);

        assertThat(snapshot(id)).isEqualTo(before);
        assertThat(snapshot(other)).isEqualTo(otherBefore);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM outbox WHERE kind = 'identity-conflict' AND key LIKE ?",
                                Long.class,
                                "%member:" + id + ":%"))
                .isEqualTo(1);

        member.put("email", email(id));
        changesAndSettles(id);
        assertThat(openGapsOfMember(id)).isEmpty();
        assertThat(profileOf(id)).containsEntry("headline", "Changed too");
    }

    @Test
    void the_alert_of_a_conflict_names_the_person_as_circle_does_and_no_mail_is_sent() {
        long id = joined();
        localProfile("namesake" + id + "@example.org", JANUARY);
        conflictsWith(id, "namesake" + id + "@example.org");

        assertThat(alertText("identity-conflict", id))
                .startsWith(":busts_in_silhouette: *<https://example.circle.so/u/u" + id + "|Ada Lovelace>* cannot be");
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT payload -> 'person' ->> 'email' FROM outbox WHERE key LIKE ?",
                                String.class,
                                "identity-conflict:member:" + id + ":%"))
                .isNull();
    }

    @Test
    void a_conflict_ends_when_the_other_profile_gets_another_address() {
        long id = joined();
        UUID other = localProfile("held" + id + "@example.org", JANUARY);
        conflictsWith(id, "held" + id + "@example.org");

        assertThat(call("PATCH", other, "{\"email\": \"freed" + id + "@example.org\"}")
                        .statusCode())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(openGapsOfMember(id)).isEmpty());
        settles(id);
        assertThat(profileOf(id)).containsEntry("email", "held" + id + "@example.org");
        assertThat(row(other)).containsEntry("circle_member_id", null).containsEntry("headline", null);
    }

    @Test
    void a_conflict_ends_when_the_other_profile_is_erased() {
        long id = joined();
        UUID other = localProfile("erased" + id + "@example.org", JANUARY);
        conflictsWith(id, "erased" + id + "@example.org");

        assertThat(call("DELETE", other, "").statusCode()).isEqualTo(204);

        await().untilAsserted(() -> assertThat(openGapsOfMember(id)).isEmpty());
        settles(id);
        assertThat(profileOf(id)).containsEntry("email", "erased" + id + "@example.org");
    }

    @Test
    void a_conflict_that_an_edit_does_not_end_stays_and_is_told_once() {
        long id = joined();
        UUID other = localProfile("kept" + id + "@example.org", JANUARY);
        conflictsWith(id, "kept" + id + "@example.org");
        int before = fetchesOf(id).size();

        // The member is due as the profile's own and as the one who is in conflict with it.
        assertThat(call("PATCH", (UUID) profileOf(id).get("id"), "{\"bio\": \"Typed here\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(call("PATCH", other, "{\"bio\": \"Typed too\"}").statusCode())
                .isEqualTo(200);

        await().until(() -> fetchesOf(id).size() > before);
        settles(id);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
        assertThat(alerts("identity-conflict", id)).isEqualTo(1);
        assertThat(profileOf(id)).containsEntry("email", email(id));
    }

    @Test
    void an_account_and_an_address_of_two_profiles_are_a_conflict() {
        long id = newMemberId();
        memberInCircle(id).put("sso_provider_user_id", "user_a" + id);
        UUID byAccount = localProfile("a" + id + "@example.org", JANUARY, "workos_user_id", "user_a" + id);
        UUID byAddress = localProfile(email(id), JANUARY);

        joins(id);

        settles(id);
        assertThat(row(byAccount)).containsEntry("circle_member_id", null).containsEntry("headline", null);
        assertThat(row(byAddress)).containsEntry("circle_member_id", null).containsEntry("headline", null);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
    }

    @Test
    void an_address_whose_profile_signs_in_with_another_account_is_a_conflict() {
        long id = newMemberId();
        memberInCircle(id).put("sso_provider_user_id", "user_somebody");
        UUID profile = localProfile(email(id), JANUARY, "workos_user_id", "user_other" + id);

        joins(id);

        settles(id);
        assertThat(row(profile)).containsEntry("circle_member_id", null).containsEntry("headline", null);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
    }

    @Test
    void ids_of_a_single_sign_on_that_is_not_workos_say_nothing() {
        long id = newMemberId();
        memberInCircle(id).put("sso_provider_user_id", "8812");
        UUID profile = localProfile(email(id), JANUARY, "workos_user_id", "user_own" + id);

        joins(id);

        settles(id);
        assertThat(row(profile)).containsEntry("circle_member_id", id);
    }

    @Test
    void case_and_blanks_around_an_address_do_not_matter() {
        for (String form : List.of(" %s ", "\t%s", "%s\n")) {
            long id = newMemberId();
            memberInCircle(id).put("email", form.formatted(email(id).toUpperCase(Locale.ROOT)));
            UUID profile = localProfile(email(id).replace("member", "Member"), JANUARY);

            joins(id);

            settles(id);
            assertThat(row(profile)).containsEntry("circle_member_id", id).containsEntry("headline", "Analyst");
            assertThat(openGapsOfMember(id)).isEmpty();
            changesAndSettles(id);
            assertThat(service.jdbc()
                            .queryForList("SELECT id FROM profile WHERE lower(email) LIKE ?", "%" + email(id) + "%"))
                    .hasSize(1);
        }
    }

    @Test
    void a_member_id_and_an_account_of_two_profiles_are_a_conflict() {
        long id = newMemberId();
        ObjectNode member = memberInCircle(id);
        joins(id);
        settles(id);
        UUID byAccount =
                localProfile("b" + id + "@example.org", JANUARY, "workos_user_id", "user_b" + id, "bio", "Of b");
        String before = snapshot(id);
        String otherBefore = snapshot(byAccount);

        member.put("sso_provider_user_id", "user_b" + id).put("headline", "Changed");
        changesAndSettles(id);

        assertThat(snapshot(id)).isEqualTo(before);
        assertThat(snapshot(byAccount)).isEqualTo(otherBefore);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
    }

    @Test
    void an_address_taken_over_while_its_owner_gives_it_up_comes_right_and_mixes_nobody() {
        long heir = newMemberId();
        long owner = newMemberId();
        ObjectNode heirInCircle = memberInCircle(heir).put("headline", "Heir");
        ObjectNode ownerInCircle =
                memberInCircle(owner).put("headline", "Owner").put("name", "Grace Hopper");
        ownerInCircle.put("first_name", "Grace").put("last_name", "Hopper");
        joins(heir);
        joins(owner);
        settles(heir);
        settles(owner);
        Object heirsProfile = profileOf(heir).get("id");
        Object ownersProfile = profileOf(owner).get("id");
        edit(owner, "resume_link", "https://example.org/grace.pdf");

        heirInCircle.put("email", email(owner));
        ownerInCircle.put("email", "new-" + email(owner));
        changesAndSettles(heir);
        assertThat(openGapsOfMember(heir)).containsExactly("identity-conflict");
        assertThat(profileOf(heir)).containsEntry("email", email(heir));
        changesAndSettles(owner);

        await().untilAsserted(() -> assertThat(profileOf(heir)).containsEntry("email", email(owner)));
        settles(heir);
        assertThat(openGapsOfMember(heir)).isEmpty();
        assertThat(profileOf(heir))
                .containsEntry("id", heirsProfile)
                .containsEntry("headline", "Heir")
                .containsEntry("first_name", "Ada")
                .containsEntry("resume_link", null);
        assertThat(profileOf(owner))
                .containsEntry("id", ownersProfile)
                .containsEntry("email", "new-" + email(owner))
                .containsEntry("headline", "Owner")
                .containsEntry("resume_link", "https://example.org/grace.pdf");
        assertThat(puts(heir)).isEmpty();
    }

    @Test
    void whoever_came_with_the_address_of_a_member_who_then_leaves_is_linked_anew() {
        long owner = joined();
        Object profile = profileOf(owner).get("id");
        long heir = newMemberId();
        memberInCircle(heir).put("email", email(owner));
        joins(heir);
        settles(heir);
        assertThat(openGapsOfMember(heir)).containsExactly("identity-conflict");

        circle.remove(owner);
        changesAndSettles(owner);

        await().untilAsserted(() -> assertThat(profilesOf(heir)).hasSize(1));
        settles(heir);
        assertThat(profileOf(heir)).containsEntry("id", profile).containsEntry("left_at", null);
        assertThat(openGapsOfMember(heir)).isEmpty();
    }

    @Test
    void a_sync_that_changes_nothing_about_who_is_who_makes_nobody_due() {
        long owner = joined();
        long heir = newMemberId();
        memberInCircle(heir).put("email", email(owner));
        joins(heir);
        settles(heir);
        int before = fetchesOf(heir).size();

        inCircle(owner).put("headline", "Edited").put("updated_at", "2030-01-01T00:00:00Z");
        changesAndSettles(owner);

        assertThat(profileOf(owner)).containsEntry("headline", "Edited");
        settles(heir);
        assertThat(fetchesOf(heir)).hasSize(before);
        assertThat(openGapsOfMember(heir)).containsExactly("identity-conflict");
    }

    @Test
    void the_address_of_a_member_who_was_seen_to_leave_passes_no_data_on() {
        long gone = newMemberId();
        memberInCircle(gone)
                .put("name", "Grace Hopper")
                .put("first_name", "Grace")
                .put("last_name", "Hopper");
        joins(gone);
        settles(gone);
        edit(gone, "resume_link", "https://example.org/grace.pdf");
        circle.remove(gone);
        changesAndSettles(gone);
        assertThat(profileOf(gone).get("left_at")).isNotNull();
        String before = snapshot(gone);

        long id = newMemberId();
        memberInCircle(id).put("email", email(gone)).put("headline", "Somebody new");
        joins(id);
        settles(id);
        changesAndSettles(id);

        assertThat(snapshot(gone)).isEqualTo(before);
        assertThat(profilesOf(id)).isEmpty();
        assertThat(puts(id)).isEmpty();
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
    }

    @Test
    void a_member_who_left_and_comes_back_under_the_same_id_is_the_same_person() {
        long id = joined();
        Object profile = profileOf(id).get("id");
        ObjectNode member = inCircle(id);
        circle.remove(id);
        changesAndSettles(id);
        circle.put(member);

        joins(id);
        settles(id);

        assertThat(profileOf(id)).containsEntry("id", profile).containsEntry("left_at", null);
    }

    @Test
    void a_member_who_rejoined_under_another_name_is_known_by_the_account() {
        long gone = newMemberId();
        long id = newMemberId();
        memberInCircle(id).put("sso_provider_user_id", "user_back" + id);
        UUID profile = localProfile(
                email(id),
                JANUARY,
                "circle_member_id",
                gone,
                "workos_user_id",
                "user_back" + id,
                "first_name",
                "Augusta",
                "last_name",
                "Byron");

        joins(id);

        settles(id);
        assertThat(row(profile)).containsEntry("circle_member_id", id);
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @Test
    void a_recycled_address_does_not_inherit_the_profile_of_who_left() {
        long gone = newMemberId();
        long id = newMemberId();
        memberInCircle(id);
        UUID left = localProfile(
                email(id),
                JANUARY,
                "circle_member_id",
                gone,
                "first_name",
                "Grace",
                "last_name",
                "Hopper",
                "resume_link",
                "https://example.org/grace.pdf");
        String before = snapshot(left);

        joins(id);

        settles(id);
        assertThat(snapshot(left)).isEqualTo(before);
        assertThat(profilesOf(id)).isEmpty();
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
        assertThat(circle.calls())
                .filteredOn(call -> call.method().equals("PUT") && call.path().endsWith("/" + id))
                .isEmpty();
    }

    @Test
    void an_address_linked_to_a_member_whom_circle_still_knows_is_a_conflict() {
        long linked = newMemberId();
        long id = newMemberId();
        memberInCircle(linked);
        joins(linked);
        settles(linked);
        String before = snapshot(linked);
        memberInCircle(id).put("email", email(linked)).put("headline", "Somebody else");

        joins(id);

        settles(id);
        assertThat(profilesOf(id)).isEmpty();
        assertThat(snapshot(linked)).isEqualTo(before);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
    }

    @Test
    void two_members_who_swap_their_addresses_are_left_to_a_person() {
        long one = newMemberId();
        long two = newMemberId();
        ObjectNode first = memberInCircle(one);
        ObjectNode second = memberInCircle(two);
        joins(one);
        joins(two);
        settles(one);
        settles(two);
        String oneBefore = snapshot(one);
        String twoBefore = snapshot(two);

        first.put("email", email(two)).put("headline", "One");
        second.put("email", email(one)).put("headline", "Two");
        changesAndSettles(one);
        changesAndSettles(two);

        assertThat(snapshot(one)).isEqualTo(oneBefore);
        assertThat(snapshot(two)).isEqualTo(twoBefore);
        assertThat(openGapsOfMember(one)).containsExactly("identity-conflict");
        assertThat(openGapsOfMember(two)).containsExactly("identity-conflict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"form", "import", "workos"})
    void an_address_that_has_moved_on_in_circle_proves_nothing(String door) {
        long one = newMemberId();
        long two = newMemberId();
        ObjectNode first = memberInCircle(one);
        memberInCircle(two);
        joins(one);
        joins(two);
        settles(one);
        settles(two);
        UUID profile = (UUID) profileOf(one).get("id");
        conflictsWith(one, email(two));
        String before = snapshot(profile);

        comesWith(door, email(one), "user_next" + one);

        assertThat(snapshot(profile)).isEqualTo(before);

        first.put("email", email(one));
        changesAndSettles(one);
        assertThat(openGapsOfMember(one)).isEmpty();
        comesWith(door, email(one), "user_own" + one);
        assertThat(row(profile)).containsEntry("workos_user_id", "user_own" + one);
    }

    /** Somebody signs up with the address. */
    private static void comesWith(String door, String address, String account) {
        ObjectNode form = Json.mapper()
                .createObjectNode()
                .put("email", address)
                .put("emailVerified", true)
                .put("workosUserId", account)
                .put("firstName", "Next");
        switch (door) {
            case "form" -> send("/api/profiles", "application/json", form.toString());
            case "import" -> send("/api/profiles/import", "application/x-ndjson", form.toString());
            default -> WorkosWebhook.valid("""
                                {"id":"event_%1$s","event":"user.created","data":{"id":"%1$s","email":"%2$s",
                                 "email_verified":true,"first_name":"Next","updated_at":"2026-02-01T00:00:00.000Z"}}""".formatted(account, address)).sendTo(service);
        }
    }

    private static void send(String path, String type, String body) {
        RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Circle gives the member the address of another profile. */
    private void conflictsWith(long id, String address) {
        inCircle(id).put("email", address);
        changesAndSettles(id);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
    }

    private static HttpResponse<String> call(String method, UUID profile, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + profile))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }
}
