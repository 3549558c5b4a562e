package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Members are synced together, and what goes wrong with one is theirs alone. */
class MemberBatchRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of("sync.max-attempts", "2"));
    }

    @Test
    void one_broken_member_does_not_hold_up_the_others_of_its_batch() {
        long broken = newMemberId();
        long well = newMemberId();
        memberInCircle(broken);
        memberInCircle(well);
        service.jdbc()
                .execute(
                        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$");
        service.jdbc()
                .execute("CREATE TRIGGER refuse BEFORE INSERT ON profile FOR EACH ROW WHEN (NEW.circle_member_id = "
                        + broken + ") EXECUTE FUNCTION refuse()");
        try {
            joins(broken);
            joins(well);
            settles(well);
            assertThat(profilesOf(well)).hasSize(1);
            await().untilAsserted(() -> assertThat(service.jdbc()
                            .queryForObject(
                                    "SELECT error FROM member_sync WHERE circle_member_id = ?", String.class, broken))
                    .isEqualTo("The database refused the write (SQLSTATE P0001)"));
        } finally {
            service.jdbc().execute("DROP TRIGGER refuse ON profile");
        }
        // Given up meanwhile or not.
        joins(broken);
        settles(broken);
        assertThat(profilesOf(broken)).hasSize(1);
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
}
