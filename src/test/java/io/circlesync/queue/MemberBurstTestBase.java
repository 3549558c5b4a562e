package io.circlesync.queue;

import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Many members who are due at once. */
abstract class MemberBurstTestBase extends ServiceTestBase {

    static final Instant JANUARY = Instant.parse("2026-01-22T14:55:35.714Z");
    static final long FIRST = 7_391_800_000L;
    static final int MANY = 510;

    @BeforeEach
    void start() {
        startWith(Map.of("circle.community-id", "393781"));
        LongStream.range(FIRST, FIRST + MANY)
                .forEach(id -> circle.put(StubCircle.member(id, id + "@example.org", "Ada Lovelace", JANUARY)));
    }

    @AfterEach
    void end() {
        stop();
    }

    /** All are due at once, so many times. */
    static void burst(int times) throws Exception {
        stopAndMarkDue(times);
        service.camel().getRouteController().startRoute("member-burst");
        await().until(() -> circle.pagesAsked() > 0);
        for (String route : List.of("member-claim", "member-claim-poll")) {
            service.camel().getRouteController().startRoute(route);
        }
        await().until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
    }

    /** The same, and nobody takes them. */
    static void stopAndMarkDue(int times) throws Exception {
        for (String route : List.of("member-claim-poll", "member-claim", "member-burst")) {
            service.camel().getRouteController().stopRoute(route);
        }
        for (int i = 0; i < times; i++) {
            service.jdbc()
                    .queryForList(
                            "SELECT mark_due(ARRAY(SELECT generate_series(CAST(? AS bigint), CAST(? AS bigint))))",
                            FIRST,
                            FIRST + MANY - 1);
        }
    }

    static List<Call> single() {
        return circle.calls().stream().filter(call -> !isList(call)).toList();
    }

    static boolean isList(Call call) {
        return call.path().endsWith("/community_members");
    }
}
