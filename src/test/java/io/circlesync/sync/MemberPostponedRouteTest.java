package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Members who have to wait for somebody else of their batch, or for what Circle says of them. */
class MemberPostponedRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void an_address_taken_over_in_the_same_burst_as_it_is_given_up_mixes_nobody() {
        long heir = newMemberId();
        long owner = newMemberId();
        ObjectNode heirInCircle = memberInCircle(heir).put("headline", "Heir");
        ObjectNode ownerInCircle = memberInCircle(owner).put("headline", "Owner");
        joins(heir);
        joins(owner);
        settles(heir);
        settles(owner);
        Object heirsProfile = profileOf(heir).get("id");
        Object ownersProfile = profileOf(owner).get("id");

        heirInCircle.put("email", email(owner));
        ownerInCircle.put("email", "new-" + email(owner));
        changes(heir);
        changes(owner);
        settles(owner);

        await().untilAsserted(() -> assertThat(profileOf(heir)).containsEntry("email", email(owner)));
        settles(heir);
        assertThat(profileOf(heir))
                .containsEntry("id", heirsProfile)
                .containsEntry("email", email(owner))
                .containsEntry("headline", "Heir");
        assertThat(profileOf(owner))
                .containsEntry("id", ownersProfile)
                .containsEntry("email", "new-" + email(owner))
                .containsEntry("headline", "Owner");
        assertThat(openGapsOfMember(heir)).isEmpty();
        assertThat(openGapsOfMember(owner)).isEmpty();
    }

    @Test
    void nobody_waits_while_circle_is_asked_about_a_former_member() {
        long gone = newMemberId();
        long id = newMemberId();
        memberInCircle(id);
        UUID profile = localProfile(
                email(id), JANUARY, "circle_member_id", gone, "first_name", "Ada", "last_name", "Lovelace");
        CompletableFuture<Void> otherIsSynced = new CompletableFuture<>();
        circle.answer(call -> {
            if (call.path().endsWith("/" + gone)) {
                otherIsSynced.join();
            }
            return circle.normally(call);
        });

        joins(id);
        await().until(() -> !fetchesOf(gone).isEmpty());
        long other = newMemberId();
        memberInCircle(other);
        joins(other);

        await().untilAsserted(() -> assertThat(profilesOf(other)).hasSize(1));
        otherIsSynced.complete(null);
        settles(id);
        assertThat(row(profile)).containsEntry("circle_member_id", id);
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
        assertThat(row(profile)).containsEntry("circle_member_id", id).containsEntry("headline", "Analyst");
        assertThat(fetchesOf(gone)).hasSize(1);
    }
}
