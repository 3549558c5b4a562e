package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever is due is taken once, and taken over from a holder who died. */
class MemberClaimRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void a_member_whose_holder_died_is_taken_over_when_the_lease_ends() {
        long id = newMemberId();
        memberInCircle(id);
        rows().member(id, "due_at", Instant.now().plusMillis(300), "lease_token", UUID.randomUUID());

        settles(id);

        assertThat(profilesOf(id)).hasSize(1);
    }

    @Test
    void different_members_are_fetched_side_by_side_but_never_one_member_twice_at_once() {
        long slow = newMemberId();
        long quick = newMemberId();
        memberInCircle(slow);
        memberInCircle(quick);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        circle.answer(call -> {
            if (call.path().endsWith("/" + slow) && asked.incrementAndGet() == 1) {
                await().until(() -> released.getCount() == 0);
            }
            return circle.normally(call);
        });

        joins(slow);
        await().until(() -> asked.get() == 1);
        changes(slow);
        joins(quick);
        settles(quick);
        assertThat(asked).hasValue(1);

        released.countDown();
        settles(slow);
        assertThat(asked).as("what came in during the sync led to another one").hasValue(2);
    }
}
