package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who is who: each rule here keeps the data of one person from another. */
class IdentityRouteTest extends SyncTestBase {

    private static StubCircle circle;
    private static RunningService service;

    @BeforeAll
    static void start() {
        circle = new StubCircle();
        service = RunningService.start(RunningService.with(circle));
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @Override
    RunningService service() {
        return service;
    }

    @Override
    StubCircle circle() {
        return circle;
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
        assertThat(profile(profile)).containsEntry("circle_member_id", id);
    }

    @Test
    void a_new_address_that_another_profile_has_is_a_conflict_and_nothing_is_merged() {
        long id = newMemberId();
        ObjectNode member = memberInCircle(id);
        joins(id);
        settles(id);
        String before = snapshotOf(id);
        UUID other = localProfile("taken" + id + "@example.org", JANUARY, "headline", "Somebody else");
        String otherBefore = snapshotOf(other);

        member.put("email", "taken" + id + "@example.org").put("headline", "Changed too");
        changesAndSettles(id);

        assertThat(snapshotOf(id)).isEqualTo(before);
        assertThat(snapshotOf(other)).isEqualTo(otherBefore);
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
    void an_account_and_an_address_of_two_profiles_are_a_conflict() {
        long id = newMemberId();
        memberInCircle(id).put("sso_provider_user_id", "user_a" + id);
        UUID byAccount = localProfile("a" + id + "@example.org", JANUARY, "workos_user_id", "user_a" + id);
        UUID byAddress = localProfile(email(id), JANUARY);

        joins(id);

        settles(id);
        assertThat(profile(byAccount)).containsEntry("circle_member_id", null).containsEntry("headline", null);
        assertThat(profile(byAddress)).containsEntry("circle_member_id", null).containsEntry("headline", null);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
    }

    @Test
    void an_address_whose_profile_signs_in_with_another_account_is_a_conflict() {
        long id = newMemberId();
        memberInCircle(id).put("sso_provider_user_id", "user_somebody");
        UUID profile = localProfile(email(id), JANUARY, "workos_user_id", "user_other" + id);

        joins(id);

        settles(id);
        assertThat(profile(profile)).containsEntry("circle_member_id", null).containsEntry("headline", null);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
    }

    @Test
    void ids_of_a_single_sign_on_that_is_not_workos_say_nothing() {
        long id = newMemberId();
        memberInCircle(id).put("sso_provider_user_id", "8812");
        UUID profile = localProfile(email(id), JANUARY, "workos_user_id", "user_own" + id);

        joins(id);

        settles(id);
        assertThat(profile(profile)).containsEntry("circle_member_id", id);
    }

    @Test
    void a_member_who_rejoined_under_a_new_id_is_linked_anew() {
        long gone = newMemberId();
        long id = newMemberId();
        memberInCircle(id);
        UUID profile = localProfile(
                email(id), JANUARY, "circle_member_id", gone, "first_name", "ada ", "last_name", "LOVELACE");

        joins(id);

        settles(id);
        assertThat(profile(profile)).containsEntry("circle_member_id", id).containsEntry("headline", "Analyst");
        assertThat(fetchesOf(gone)).hasSize(1);
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
        assertThat(profile(profile)).containsEntry("circle_member_id", id);
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
        String before = snapshotOf(left);

        joins(id);

        settles(id);
        assertThat(snapshotOf(left)).isEqualTo(before);
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
        String before = snapshotOf(linked);
        memberInCircle(id).put("email", email(linked)).put("headline", "Somebody else");

        joins(id);

        settles(id);
        assertThat(profilesOf(id)).isEmpty();
        assertThat(snapshotOf(linked)).isEqualTo(before);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
    }

    @Test
    void two_new_members_with_one_address_never_share_a_profile() {
        long one = newMemberId();
        long two = newMemberId();
        memberInCircle(one).put("email", "shared" + one + "@example.org");
        memberInCircle(two).put("email", "shared" + one + "@example.org");

        joins(one);
        joins(two);

        settles(one);
        settles(two);
        assertThat(profilesOf(one).size() + profilesOf(two).size()).isEqualTo(1);
        assertThat(openGapsOfMember(one).size() + openGapsOfMember(two).size()).isEqualTo(1);
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
        String oneBefore = snapshotOf(one);
        String twoBefore = snapshotOf(two);

        first.put("email", email(two)).put("headline", "One");
        second.put("email", email(one)).put("headline", "Two");
        changesAndSettles(one);
        changesAndSettles(two);

        assertThat(snapshotOf(one)).isEqualTo(oneBefore);
        assertThat(snapshotOf(two)).isEqualTo(twoBefore);
        assertThat(openGapsOfMember(one)).containsExactly("identity-conflict");
        assertThat(openGapsOfMember(two)).containsExactly("identity-conflict");
    }
}
