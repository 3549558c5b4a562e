package io.circlesync.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls to Circle that all nodes together may make. */
class CallBudgetRouteTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final StubCircle circle = new StubCircle();
    private final String database = TestDatabases.migrated();
    private final List<Instant> calls = new CopyOnWriteArrayList<>();
    private final List<RunningService> nodes = new CopyOnWriteArrayList<>();

    @BeforeEach
    void countCalls() {
        circle.answer(call -> {
            calls.add(Instant.now());
            return circle.normally(call);
        });
    }

    @AfterEach
    void stop() {
        nodes.forEach(RunningService::close);
        circle.close();
    }

    @Test
    void all_nodes_together_keep_the_budget_of_a_minute() {
        RunningService one = node("60", "5000");
        node("60", "5000");
        calls.clear();

        join(one, 15);

        await().atMost(SOON).untilAsserted(() -> assertThat(profiles(one)).isEqualTo(15));
        assertThat(calls).hasSize(15);
        // Ten at once, and one each 60 / 50 seconds; the clock of this test is a little off.
        for (int first = 0; first < calls.size(); first++) {
            for (int last = first; last < calls.size(); last++) {
                double seconds =
                        Duration.between(calls.get(first), calls.get(last)).toMillis() / 1000.0 + 0.3;
                assertThat(last - first + 1)
                        .as("calls within " + seconds + " s")
                        .isLessThanOrEqualTo((int) (11 + seconds * 50 / 60));
            }
        }
    }

    @Test
    void past_the_quota_of_the_month_nothing_is_claimed_and_each_share_is_told_once() {
        RunningService one = node("60000", "20");

        join(one, 30);

        await().atMost(SOON).untilAsserted(() -> assertThat(told(one)).contains("circle:quota:100"));
        assertThat(told(one)).doesNotHaveDuplicates();
        await().untilAsserted(() -> assertThat(calls.size()).isBetween(19, 20));
        await().untilAsserted(() -> assertThat(one.jdbc()
                        .queryForObject("SELECT count(*) FROM member_sync WHERE lease_token IS NOT NULL", Long.class))
                .as("whoever waits for the budget is not held")
                .isZero());
        await().untilAsserted(() -> assertThat(one.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM member_sync WHERE due_at <= now() AND attempts = 0", Long.class))
                .isEqualTo(30 - profiles(one)));
        assertThat(calls.size()).isLessThanOrEqualTo(20);

        nodes.forEach(RunningService::close);
        nodes.clear();
        RunningService other = node("60000", "50");

        await().atMost(SOON).untilAsserted(() -> assertThat(profiles(other)).isEqualTo(30));
        await().untilAsserted(() -> assertThat(other.jdbc()
                        .queryForObject("SELECT month_calls FROM partner WHERE name = 'circle'", Integer.class))
                .isEqualTo(calls.size()));
    }

    @Test
    void each_share_of_the_month_is_told_once_whoever_tells_it() {
        RunningService one = node("60000", "100");
        node("60000", "100");

        used(one, 69);
        used(one, 70);
        await().untilAsserted(() -> assertThat(told(one)).containsExactly("circle:quota:70"));
        used(one, 89);
        used(one, 95);
        await().untilAsserted(() -> assertThat(told(one)).containsExactly("circle:quota:70", "circle:quota:90"));
        used(one, 96);
        used(one, 100);
        await().untilAsserted(() ->
                assertThat(told(one)).containsExactly("circle:quota:70", "circle:quota:90", "circle:quota:100"));
    }

    private static void used(RunningService service, int calls) {
        service.jdbc()
                .update(
                        "UPDATE partner SET month = date_trunc('month', now(), 'UTC'), month_calls = ? WHERE name = 'circle'",
                        calls);
    }

    private RunningService node(String perMinute, String perMonth) {
        Map<String, String> settings = RunningService.with(circle);
        settings.put("database.url", database);
        settings.put("circle.requests-per-minute", perMinute);
        settings.put("circle.monthly-quota", perMonth);
        long before = askedForFields();
        RunningService service = RunningService.start(settings);
        nodes.add(service);
        // The start asks for the fields: that is not one of the calls that a test counts.
        await().until(() -> askedForFields() > before);
        return service;
    }

    private long askedForFields() {
        return circle.allCalls().stream()
                .filter(call -> call.path().endsWith("/profile_fields"))
                .count();
    }

    private void join(RunningService service, int members) {
        LongStream.rangeClosed(1, members).forEach(id -> {
            circle.put(StubCircle.member(id, "member" + id + "@example.org", "Ada Lovelace", Instant.EPOCH));
            service.post(
                    "/webhooks/circle",
                    "{\"type\":\"community_member_joined_community\",\"data\":{\"community_member_id\":" + id + "}}");
        });
    }

    private static long profiles(RunningService service) {
        return service.jdbc().queryForObject("SELECT count(*) FROM profile", Long.class);
    }

    private static List<String> told(RunningService service) {
        return service.jdbc()
                .queryForList(
                        "SELECT payload -> 'gap' ->> 'subject' FROM outbox WHERE key LIKE '%circle:quota:%' ORDER BY id",
                        String.class);
    }
}
