package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How Circle's list is read. */
class ReconcileScanRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        Map<String, String> settings = unbounded();
        // A scan of three pages may take no more than two calls out of a hundred by itself.
        settings.put("circle.monthly-quota", "100");
        settings.put("reconcile.max-quota-percent", "2");
        startWith(settings);
    }

    @Test
    void pages_are_asked_for_until_circle_says_that_there_is_no_next_one() {
        members(150);
        long before = circle.pagesAsked();

        JsonNode run = run();

        assertThat(circle.pagesAsked() - before).isEqualTo(1 + 2);
        assertThat(circle.calls())
                .allMatch(call -> !call.path().endsWith("/community_members")
                        || call.query().startsWith("status=all&per_page=100&page="));
        assertThat(run.at("/progress/members").intValue()).isEqualTo(150);
        assertThat(run.at("/progress/pagesTotal").intValue()).isEqualTo(2);
    }

    @Test
    void whoever_moves_to_the_next_page_counts_once_and_gets_one_profile() {
        List<Long> ids = members(150);
        // Somebody joins while the list is read, so that the last of a page comes first on the next one.
        circle.answer(call -> isPage(call, 2) ? joining(call) : circle.normally(call));

        JsonNode run = run();

        assertThat(run.at("/progress/members").intValue()).isEqualTo(150);
        assertThat(count("profile")).isEqualTo(ids.size());
    }

    @Test
    void a_page_without_members_is_the_last_one() {
        members(3);
        circle.answer(call -> {
            if (!isList(call)) {
                return circle.normally(call);
            }
            ObjectNode page = (ObjectNode) Json.read(circle.normally(call).body());
            return Answer.json(200, page.put("has_next_page", true).toString());
        });

        JsonNode run = run();

        assertThat(run.at("/progress/pages").intValue()).isEqualTo(2);
        assertThat(count("profile")).isEqualTo(3);
    }

    @Test
    void pages_may_be_smaller_than_was_asked_for() {
        members(60);
        circle.answer(call -> isList(call)
                ? circle.normally(new Call(
                        call.method(),
                        call.path(),
                        call.query().replace("per_page=100", "per_page=10"),
                        call.headers(),
                        ""))
                : circle.normally(call));

        JsonNode run = run();

        assertThat(run.at("/progress/pages").intValue()).isEqualTo(6);
        assertThat(count("profile")).isEqualTo(60);
    }

    @Test
    void a_plan_that_takes_too_much_of_the_quota_waits_for_a_person() {
        members(201);
        long before = circle.pagesAsked();

        String path = start("{}");
        await().atMost(PATIENCE).until(() -> get(path).get("plan").isObject());

        JsonNode run = get(path);
        assertThat(run.get("state").textValue()).isEqualTo("planned");
        assertThat(run.at("/plan/calls").intValue()).isEqualTo(3);
        assertThat(run.at("/plan/quotaShare").doubleValue()).isEqualTo(0.03);
        assertThat(run.at("/waitingFor/0/threshold").textValue()).isEqualTo("reconcile.max-quota-percent");
        assertThat(circle.pagesAsked() - before).isEqualTo(1);

        assertThat(post(path + "/continue", "").statusCode()).isEqualTo(202);

        settled(path, "done");
        assertThat(count("profile")).isEqualTo(201);
    }

    @Test
    void a_run_that_waits_for_the_months_calls_says_so_until_it_goes_on() {
        members(1);
        callsThisMonth(90);

        String path = start("{}");
        await().atMost(PATIENCE).until(() -> !get(path).get("reason").isNull());

        assertThat(get(path).get("state").textValue()).isEqualTo("planned");
        assertThat(get(path).get("reason").textValue()).contains("circle.monthly-quota");

        callsThisMonth(0);

        settled(path, "done");
        assertThat(get(path).get("reason").isNull()).isTrue();
    }

    /** As a node is that was paused for longer than its lease, when Circle's answer to it comes. */
    @Test
    void who_has_lost_a_run_to_another_node_writes_nothing_of_it() throws Exception {
        members(150);
        run();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        try (StubCircle circleOfTheOther = new StubCircle();
                RunningService other = other(circleOfTheOther)) {
            circle.answer(call -> {
                if (isPage(call, 2)) {
                    asked.countDown();
                    pass(answered);
                }
                return circle.normally(call);
            });
            String path = start("{}");
            pass(asked);
            other.camel().getRouteController().startRoute("reconcile");
            service.jdbc().update("UPDATE reconciliation SET due_at = now() WHERE lease_token IS NOT NULL");
            settled(path, "done");
            await().atMost(PATIENCE).until(() -> count("reconciliation WHERE due_at IS NOT NULL") == 0);
            other.camel().getRouteController().stopRoute("reconcile");
            List<String> before = runs();

            answered.countDown();

            // Once this node does anything else it has done with that.
            circle.answerNormally();
            String next = start("{}");
            settled(next, "done");
            assertThat(runs()).containsAll(before);
        }
    }

    /** Another node that takes no step of a run until it is told to. */
    private static RunningService other(StubCircle itsCircle) throws Exception {
        circle.members().forEach(id -> itsCircle.put(circle.member(id)));
        Map<String, String> settings = RunningService.with(itsCircle);
        settings.putAll(unbounded());
        settings.put("database.url", service.databaseUrl());
        RunningService other = RunningService.start(settings);
        other.camel().getRouteController().stopRoute("reconcile");
        return other;
    }

    private static List<String> runs() {
        return service.jdbc().queryForList("SELECT to_jsonb(r)::text FROM reconciliation AS r", String.class);
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void callsThisMonth(int calls) {
        service.jdbc()
                .update(
                        "UPDATE partner SET month = date_trunc('month', now(), 'UTC'), month_calls = ? WHERE name = 'circle'",
                        calls);
    }

    private static Answer joining(Call call) {
        ObjectNode page = (ObjectNode) Json.read(circle.normally(call).body());
        ObjectNode first = (ObjectNode) Json.read(circle.normally(new Call(
                        call.method(), call.path(), call.query().replace("page=2", "page=1"), call.headers(), ""))
                .body());
        ArrayNode records = (ArrayNode) page.get("records");
        records.insert(0, first.get("records").get(99));
        return Answer.json(200, page.toString());
    }

    static boolean isList(Call call) {
        return call.path().endsWith("/community_members");
    }

    static boolean isPage(Call call, int page) {
        return isList(call) && call.query().endsWith("&page=" + page);
    }
}
