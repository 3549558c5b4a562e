package io.circlesync.reconcile;

import static io.circlesync.reconcile.ReconcileScanRouteTest.isList;
import static io.circlesync.reconcile.ReconcileScanRouteTest.isPage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A list that cannot be trusted changes nothing. */
class ReconcileFailedRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        Map<String, String> settings = unbounded();
        settings.put("circle.community-id", "393781");
        settings.put("sync.max-attempts", "2");
        startWith(settings);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("nobody is listed", change(page -> {
                    page.put("count", 0).put("has_next_page", false).putArray("records");
                })),
                Arguments.of("it ends before its time", change(page -> page.put("has_next_page", false))),
                Arguments.of(
                        "another community",
                        change(page ->
                                page.get("records").forEach(member -> ((ObjectNode) member).put("community_id", 7)))),
                Arguments.of("it does not end", (Function<Call, Answer>) call -> isList(call)
                        ? ((Function<Call, Answer>) change(page -> page.put("has_next_page", true)))
                                .apply(new Call(
                                        call.method(),
                                        call.path(),
                                        call.query().replaceAll("page=\\d+$", "page=1"),
                                        call.headers(),
                                        ""))
                        : circle.normally(call)),
                Arguments.of("a page is not to be had", (Function<Call, Answer>)
                        call -> isPage(call, 2) ? Answer.text(200, "<html>") : circle.normally(call)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void a_list_that_cannot_be_trusted_changes_nothing(String fault, Function<Call, Answer> answer) {
        List<Long> ids = members(110);
        run();
        silently(ids.get(109), member -> member.put("headline", "Poet"));
        String before = profiles();
        circle.answer(answer);

        JsonNode run = settled(start("{}"), "failed");

        assertThat(run.get("reason").textValue()).isNotBlank();
        assertThat(profiles()).isEqualTo(before);
        assertThat(run.get("findings").has("left")).isFalse();
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT kind || '/' || channel FROM outbox ORDER BY id DESC LIMIT 1", String.class))
                .containsExactly("reconciliation/slack");
        assertThat(count("gap WHERE kind = 'reconciliation' AND resolved_at IS NULL"))
                .isEqualTo(1);

        circle.answerNormally();
        run();

        assertThat(count("gap WHERE kind = 'reconciliation' AND resolved_at IS NULL"))
                .isZero();
    }

    @Test
    void while_circle_is_away_a_run_waits_and_goes_on_at_its_page() {
        members(150);
        long before = firstPages();
        AtomicInteger refusals = new AtomicInteger();
        circle.answer(call -> isPage(call, 2) && refusals.incrementAndGet() <= 1
                ? Answer.json(429, "{}").with("Retry-After", "1")
                : circle.normally(call));

        JsonNode run = run();

        assertThat(run.at("/progress/members").intValue()).isEqualTo(150);
        assertThat(firstPages() - before)
                .as("the plan's page and the first one")
                .isEqualTo(2);
        await().atMost(PATIENCE).until(() -> count("profile") == 150);
    }

    @Test
    void a_run_that_cannot_read_the_list_says_so_until_it_can() {
        members(3);
        circle.answer(call -> isList(call) ? Answer.text(200, "<html>Back soon</html>") : circle.normally(call));
        String path = start("{}");

        await().atMost(PATIENCE).until(() -> get(path).path("reason").asText("").contains("200"));

        circle.answerNormally();
        assertThat(settled(path, "done").get("reason").isNull()).isTrue();
    }

    private static long firstPages() {
        return circle.calls().stream().filter(call -> isPage(call, 1)).count();
    }

    private static Function<Call, Answer> change(java.util.function.Consumer<ObjectNode> edit) {
        return call -> {
            if (!isList(call)) {
                return circle.normally(call);
            }
            ObjectNode page = (ObjectNode) Json.read(circle.normally(call).body());
            edit.accept(page);
            return Answer.json(200, page.toString());
        };
    }

    private static String profiles() {
        return service.jdbc()
                .queryForObject("SELECT jsonb_agg(to_jsonb(p) ORDER BY id)::text FROM profile AS p", String.class);
    }
}
