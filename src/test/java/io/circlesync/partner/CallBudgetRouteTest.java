package io.circlesync.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.TestDatabases;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls to Circle that all nodes together may make. */
class CallBudgetRouteTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long NEWCOMER = 7_391_500_001L;

    private final StubCircle circle = new StubCircle();
    private final String database = TestDatabases.migrated();
    private final List<Instant> calls = new CopyOnWriteArrayList<>();
    private final List<RunningService> nodes = new CopyOnWriteArrayList<>();

    private final AtomicInteger refusals = new AtomicInteger();

    @BeforeEach
    void countCalls() {
        circle.answer(call -> {
            calls.add(Instant.now());
            if (call.path().endsWith("/" + NEWCOMER) && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return Answer.text(500, "Oops");
            }
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
        await().untilAsserted(() -> assertThat(held(one))
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

    /** A run leaves calls, so whoever comes while it has more to ask for than it may finds some; a person before all others. */
    @Test
    void people_come_first_then_webhooks_and_edits_and_a_run_comes_last() {
        RunningService one = node("60", "1000");
        int pages = 30;
        LongStream.rangeClosed(1, pages * 100).forEach(this::put);
        assertThat(call(one, "POST", "/api/reconciliations", "{}")).isEqualTo(202);
        // When the run has to wait, half of the ten calls that may go out at once are there for others.
        List<Long> left = await().atMost(SOON).until(() -> leftByRun(one), found -> !found.isEmpty());
        assertThat(left).allSatisfy(calls -> assertThat(calls).isGreaterThanOrEqualTo(5));

        event(one, NEWCOMER);
        assertThat(call(one, "GET", "/api/members/" + NEWCOMER + "/preview", ""))
                .isEqualTo(200);
        await().atMost(SOON).until(() -> profiles(one) == 1);
        assertThat(circle.pagesAsked()).as("the run is not over").isLessThan(pages);

        // The last tenth of the month's quota is not a run's, however many calls could go out.
        used(one, 901);
        await().atMost(SOON).until(() -> leftByRun(one).stream().anyMatch(calls -> calls >= 9));
        long asked = circle.pagesAsked();
        event(one, NEWCOMER + 1);
        await().atMost(SOON).until(() -> profiles(one) == 2);
        assertThat(circle.pagesAsked()).isEqualTo(asked);

        // More than may go out at once.
        LongStream.range(NEWCOMER + 100, NEWCOMER + 140).forEach(id -> event(one, id));
        await().atMost(SOON).until(() -> profiles(one) > 4);
        int before = circle.calls().size();
        assertThat(call(one, "POST", "/api/members/" + NEWCOMER + "/sync", "")).isEqualTo(204);
        await().atMost(SOON)
                .until(() -> circle.calls().stream()
                        .skip(before)
                        .anyMatch(call -> call.path().endsWith("/" + NEWCOMER)));
        assertThat(circle.calls().size() - before)
                .as("calls for whoever had been claimed before, and for them")
                .isLessThan(10);
    }

    /** A search needs one call, and a member two: it would take each as it comes. */
    @Test
    void searches_of_many_new_profiles_hold_up_no_webhook() {
        RunningService one = node("60", "5000");
        int profiles = 60;
        String lines = LongStream.rangeClosed(1, profiles)
                .mapToObj(id -> "{\"email\":\"imported" + id + "@example.org\"}")
                .collect(Collectors.joining("\n"));
        assertThat(imported(one, lines)).isEqualTo(200);
        await().atMost(SOON).until(() -> calls.size() > 10);

        join(one, 5);

        await().atMost(SOON).until(() -> profiles(one) == profiles + 5);
        assertThat(searches(one)).as("searches that wait").isGreaterThan(profiles / 4);
        // Nor is a search held up for ever, whoever comes later.
        one.jdbc().update("UPDATE profile_search SET due_at = now() - interval '11 minutes'");
        long waiting = searches(one);
        join(one, 40);
        await().atMost(SOON).until(() -> searches(one) < waiting - 3);
    }

    /** What it has synced may need two calls, and no more than two may go out at once. */
    @Test
    void a_run_comes_to_its_end_at_the_smallest_pace() {
        RunningService one = node("16", "5000");
        put(1);
        new Rows(one.jdbc()).profile("member1@example.org", "headline", "Ours");

        assertThat(call(one, "POST", "/api/reconciliations", "{}")).isEqualTo(202);

        await().atMost(SOON)
                .until(() -> one.jdbc()
                        .queryForList("SELECT state FROM reconciliation", String.class)
                        .equals(List.of("done")));
        assertThat(circle.member(1).path("headline").asText()).isEqualTo("Ours");
    }

    @Test
    void past_the_quota_of_the_month_a_person_is_served_and_nobody_else() {
        RunningService one = node("6000", "1000");
        event(one, NEWCOMER);
        await().atMost(SOON).until(() -> profiles(one) == 1);
        await().untilAsserted(() -> {
            used(one, 1000);
            assertThat(held(one)).isZero();
        });
        event(one, NEWCOMER + 1);
        event(one, NEWCOMER);
        calls.clear();

        assertThat(call(one, "GET", "/api/members/" + NEWCOMER + "/preview", ""))
                .isEqualTo(200);
        assertThat(calls).hasSize(1);
        assertThat(call(one, "POST", "/api/members/" + NEWCOMER + "/sync", "")).isEqualTo(204);

        await().atMost(SOON)
                .until(() ->
                        one.jdbc().queryForObject("SELECT count(*) FROM member_sync WHERE due_at IS NULL", Long.class)
                                == 1);
        assertThat(calls).hasSize(2);
        assertThat(profiles(one)).as("who came by a webhook waits").isEqualTo(1);

        refusals.set(1);
        one.jdbc()
                .update("UPDATE member_sync SET due_at = now(), asked_for = true WHERE circle_member_id = ?", NEWCOMER);
        await().atMost(SOON)
                .until(() -> one.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM member_sync WHERE due_at IS NULL AND NOT asked_for",
                                        Long.class)
                        == 1);
        assertThat(refusals).as("the first attempt fails").hasValue(0);
        assertThat(profiles(one)).as("who has waited for longer waits on").isEqualTo(1);

        one.jdbc().update("UPDATE partner SET month = month - interval '1 month' WHERE name = 'circle'");
        await().atMost(SOON).until(() -> profiles(one) == 2);
    }

    /** The calls that a run leaves which waits for its next one; empty while it does not wait. */
    private static List<Long> leftByRun(RunningService service) {
        return service.jdbc()
                .queryForList(
                        "SELECT calls_free(p, 0, 1200000, 10, 1000) FROM partner AS p, reconciliation AS r"
                                + " WHERE p.name = 'circle' AND r.lease_token IS NULL AND r.due_at > now()",
                        Long.class);
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
        LongStream.rangeClosed(1, members).forEach(id -> event(service, id));
    }

    private void event(RunningService service, long id) {
        put(id);
        service.post(
                "/webhooks/circle",
                "{\"type\":\"community_member_joined_community\",\"data\":{\"community_member_id\":" + id + "}}");
    }

    private void put(long id) {
        circle.put(StubCircle.member(id, "member" + id + "@example.org", "Ada Lovelace", Instant.EPOCH));
    }

    private static int call(RunningService service, String method, String path, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                        .header("Authorization", "Bearer api-token")
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)))
                .statusCode();
    }

    private static int imported(RunningService service, String lines) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/import"))
                        .header("Authorization", "Bearer api-token")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(lines)))
                .statusCode();
    }

    private static long searches(RunningService service) {
        return service.jdbc().queryForObject("SELECT count(*) FROM profile_search", Long.class);
    }

    private static long held(RunningService service) {
        return service.jdbc()
                .queryForObject("SELECT count(*) FROM member_sync WHERE lease_token IS NOT NULL", Long.class);
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
