package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many members who are due at once are read from Circle's list where that takes fewer calls. */
class MemberBurstRouteTest extends ServiceTestBase {

    private static final Instant JANUARY = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final long FIRST = 7_391_800_000L;
    private static final int MANY = 510;

    @BeforeEach
    void start() {
        startWith(Map.of());
        LongStream.range(FIRST, FIRST + MANY)
                .forEach(id -> circle.put(StubCircle.member(id, id + "@example.org", "Ada Lovelace", JANUARY)));
    }

    @AfterEach
    void end() {
        stop();
    }

    @Test
    void a_burst_takes_a_call_for_each_page_and_whoever_is_told_of_meanwhile_one_more() throws Exception {
        long later = FIRST + MANY - 3;
        AtomicInteger told = new AtomicInteger();
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            if (isList(call) && told.getAndIncrement() == 0) {
                // After the page was made, and before it is read.
                circle.member(later)
                        .put("headline", "Poet")
                        .put("updated_at", JANUARY.plusSeconds(9).toString());
                assertThat(service.post(
                                        "/webhooks/circle",
                                        "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + later
                                                + "}}")
                                .statusCode())
                        .isEqualTo(200);
            }
            return answer;
        });

        burst(3);

        assertThat(circle.pagesAsked()).isEqualTo(6);
        assertThat(single()).extracting(Call::path).allMatch(path -> path.endsWith("/" + later));
        assertThat(count("profile WHERE headline = 'Analyst'")).isEqualTo(MANY - 1);
        assertThat(count("profile WHERE headline = 'Poet' AND circle_member_id = ?", later))
                .isEqualTo(1);
        assertThat(count("gap WHERE kind = 'missing-workos'"))
                .as("told as ever")
                .isEqualTo(MANY);
        assertThat(count("outbox WHERE channel = 'mail'")).isEqualTo(MANY);
    }

    @Test
    void pages_that_save_no_calls_are_not_read() throws Exception {
        circle.answer(call -> {
            if (!isList(call)) {
                return circle.normally(call);
            }
            ObjectNode page = (ObjectNode) Json.read(circle.normally(call).body());
            page.put("count", 100_000).put("has_next_page", true).putArray("records");
            return Answer.json(200, page.toString());
        });

        burst(1);

        assertThat(circle.pagesAsked()).isEqualTo(1);
        assertThat(single()).hasSize(MANY);
        assertThat(count("profile")).isEqualTo(MANY);
    }

    /** All are due at once, so many times. */
    private static void burst(int times) throws Exception {
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
        service.camel().getRouteController().startRoute("member-burst");
        await().until(() -> circle.pagesAsked() > 0);
        for (String route : List.of("member-claim", "member-claim-poll")) {
            service.camel().getRouteController().startRoute(route);
        }
        await().until(() -> count("member_sync WHERE due_at IS NOT NULL") == 0);
    }

    private static List<Call> single() {
        return circle.calls().stream().filter(call -> !isList(call)).toList();
    }

    private static boolean isList(Call call) {
        return call.path().endsWith("/community_members");
    }
}
