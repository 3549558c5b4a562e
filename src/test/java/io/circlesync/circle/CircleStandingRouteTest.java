package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.fixture.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever befalls Circle as a whole is nobody's own failure: nobody is called, everybody waits in their place. */
class CircleStandingRouteTest {

    private static final int MANY = 20;
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String DATABASE = TestDatabases.migrated();
    private static final List<String> CLAIM = List.of("member-claim-poll", "member-claim");

    private static StubCircle circle;
    private static RunningService service;
    private static long last;

    /** The first of the members that a test has to itself, and what there was before it began. */
    private long first;

    private int callsBefore;
    private long messagesBefore;

    @BeforeAll
    static void start() {
        circle = new StubCircle();
        service = RunningService.start(settings());
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = RunningService.with(circle);
        settings.put("sync.max-attempts", "3");
        settings.put("database.url", DATABASE);
        return settings;
    }

    @BeforeEach
    void let_calls_flow() {
        circle.answerNormally();
        first = last + 1;
        last += MANY;
        LongStream.rangeClosed(first, last).forEach(id -> circle.put(member(id)));
        service.jdbc()
                .update("UPDATE partner SET state = 'closed', since = now() - interval '2 minutes', reason = NULL,"
                        + " refusals = 0, next_at = now() WHERE name = 'circle'");
        // What was told ends with the next look, by which the node follows.
        if (toldAndNotOver() == 0) {
            new Rows(service.jdbc()).gapOfPartner("sync-failed", "circle:account");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(toldAndNotOver()).isZero());
        last++;
        circle.put(member(last));
        join(last);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(profiles(last, last)).isEqualTo(1));
        callsBefore = circle.calls().size();
        messagesBefore = service.jdbc().queryForObject("SELECT coalesce(max(id), 0) FROM outbox", Long.class);
    }

    static Stream<Arguments> awayForAll() {
        return Stream.of(
                Arguments.of("503", Answer.text(503, "<html>Away</html>")),
                Arguments.of(
                        "401 The API token is invalid.",
                        Answer.json(
                                401,
                                "{\"success\":false,\"message\":\"The API token is invalid.\",\"error_details\":{}}")),
                Arguments.of(
                        "403", Answer.json(403, "{\"success\":false,\"message\":\"You cannot perform this action.\"}")),
                Arguments.of("429", Answer.text(429, "").with("Retry-After", "2")),
                Arguments.of("Circle answered 200 with", Answer.text(200, "<html>Back soon</html>")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("awayForAll")
    void whoever_is_due_while_circle_is_away_loses_nothing_but_time(String reason, Answer answer) {
        circle.answer(call -> answer);
        allJoin();

        await().untilAsserted(() -> assertThat(standing()).isNotEqualTo("closed"));
        assertThat(reason()).startsWith(reason);
        await().atMost(SOON).untilAsserted(() -> {
            askNow();
            assertThat(probes()).hasSizeGreaterThan(2);
        });
        assertThat(membersAsked()).as("calls beside probes").isLessThanOrEqualTo(2 * 8);
        assertThat(attempts()).containsOnly(0);
        assertThat(failed()).isZero();
        assertThat(alerts()).containsExactly("0");

        circle.answerNormally();
        awaitAll();
        assertThat(standing()).isEqualTo("closed");
    }

    private void awaitAll() {
        await().atMost(SOON).untilAsserted(() -> {
            askNow();
            assertThat(profiles()).isEqualTo(MANY);
        });
    }

    /** Spares the test the pause before the next question, which grows with each. */
    private static void askNow() {
        service.jdbc().update("UPDATE partner SET next_at = now() WHERE name = 'circle' AND state = 'open'");
    }

    @Test
    void that_circle_is_away_is_told_once_and_so_is_the_end() {
        circle.answer(call -> Answer.text(503, ""));
        allJoin();
        await().untilAsserted(() -> assertThat(alerts()).containsExactly("0"));

        circle.answerNormally();

        await().atMost(SOON).untilAsserted(() -> assertThat(alerts()).containsExactly("0", "over"));
        assertThat(toldAndNotOver()).isZero();
    }

    private static long toldAndNotOver() {
        return service.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM gap WHERE resolved_at IS NULL AND subject LIKE 'circle:%'", Long.class);
    }

    /** Where it does not say how long, for a minute at least. */
    @ParameterizedTest
    @CsvSource({"120,110,121", "soon,55,75"})
    void circle_is_left_alone_for_as_long_as_it_asks(String wish, double least, double most) {
        circle.answer(call -> Answer.text(429, "").with("Retry-After", wish));

        join(first);

        await().untilAsserted(() -> assertThat(standing()).isEqualTo("open"));
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT extract(epoch FROM next_at - now()) FROM partner WHERE name = 'circle'",
                                Double.class))
                .isBetween(least, most);
        join(first + 1);
        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForList(
                                "SELECT circle_member_id FROM member_sync"
                                        + " WHERE lease_token IS NULL AND due_at <= now() ORDER BY due_at",
                                Long.class))
                .as("who wait, in their order")
                .containsExactly(first, first + 1));
        assertThat(membersAsked()).isEqualTo(1);
    }

    @Test
    void all_nodes_stop_together_and_one_of_them_asks() {
        List<Instant> asked = new CopyOnWriteArrayList<>();
        try (RunningService other = RunningService.start(settings())) {
            circle.answer(call -> {
                if (call.path().endsWith("/community")) {
                    asked.add(Instant.now());
                }
                return Answer.text(503, "");
            });
            allJoin();

            await().atMost(SOON).until(() -> asked.size() >= 4);
            assertThat(attempts()).containsOnly(0);
            long called = membersAsked();
            // Each node may have had a doubt of its own.
            for (int i = 3; i < asked.size(); i++) {
                assertThat(Duration.between(asked.get(i - 1), asked.get(i))).isGreaterThan(Duration.ofMillis(900));
            }
            assertThat(membersAsked()).isEqualTo(called);
            circle.answerNormally();
            awaitAll();
            assertThat(alerts()).startsWith("0").doesNotHaveDuplicates();
        }
    }

    /** Whatever it says of the community. */
    @ParameterizedTest
    @CsvSource({"502,", "401,The API token is invalid.", "403,The community is not eligible for admin API v2 access."})
    void a_part_of_circle_that_is_away_is_asked_less_and_less(int status, String words) {
        Answer answer = Answer.json(status, "{\"success\":false,\"message\":\"" + words + "\"}");
        circle.answer(call -> call.path().contains("/community_members/") ? answer : circle.normally(call));
        allJoin();

        await().atMost(SOON).until(() -> refusals() >= 1);
        Object since = since();
        await().atMost(SOON).untilAsserted(() -> {
            askNow();
            assertThat(refusals()).isGreaterThanOrEqualTo(3);
        });
        assertThat(failed()).isZero();
        assertThat(membersAsked()).isLessThanOrEqualTo(4 * 2 * 8);
        assertThat(since()).as("it was not called again").isEqualTo(since);

        circle.answerNormally();
        awaitAll();
    }

    /** In words that name nobody, while the community may be asked for. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void members_who_are_all_refused_are_not_given_up_one_by_one(int status) {
        circle.answer(call -> call.path().contains("/community_members/")
                ? Answer.json(status, "{\"success\":false,\"message\":\"You cannot perform this action.\"}")
                : circle.normally(call));
        allJoin();

        await().atMost(SOON).until(() -> refusals() >= 1);
        Object since = since();
        await().atMost(SOON).untilAsserted(() -> {
            askNow();
            assertThat(refusals()).isGreaterThanOrEqualTo(4);
        });
        assertThat(failed()).isZero();
        assertThat(since()).as("it was not called again").isEqualTo(since);
        assertThat(alerts()).containsExactly("0");
        assertThat(causes()).containsExactly("refused");

        circle.answerNormally();
        awaitAll();
        assertThat(attempts()).containsOnly(0);
    }

    /** Though more of them wait than a node holds at a time, and for longer than all others. */
    @Test
    void members_who_are_refused_alone_hold_nobody_up() throws Exception {
        Map<String, String> narrow = settings();
        narrow.put("sync.concurrency", "1");
        for (String route : CLAIM) {
            service.camel().getRouteController().stopRoute(route);
        }
        try (RunningService other = RunningService.start(narrow)) {
            assertNobodyIsHeldUp();
        } finally {
            for (String route : CLAIM) {
                service.camel().getRouteController().startRoute(route);
            }
        }
    }

    private void assertNobodyIsHeldUp() {
        long barred = MANY - 5;
        circle.answer(call -> LongStream.range(first, first + barred)
                        .anyMatch(id -> call.path().endsWith("/community_members/" + id))
                ? Answer.json(403, "{\"success\":false,\"message\":\"You cannot perform this action.\"}")
                : circle.normally(call));
        LongStream.range(first, first + barred).forEach(CircleStandingRouteTest::join);
        await().atMost(SOON).untilAsserted(() -> assertThat(membersAsked()).isGreaterThanOrEqualTo(8));

        LongStream.range(first + barred, first + MANY).forEach(CircleStandingRouteTest::join);

        await().atMost(SOON).untilAsserted(() -> {
            askNow();
            assertThat(profiles()).isEqualTo(MANY - barred);
        });
    }

    @Test
    void a_lone_member_is_not_given_up_for_a_token_that_is_refused_in_other_words() {
        circle.answer(call -> Answer.json(401, "{\"message\":\"Unauthorized\"}"));

        join(first);

        await().atMost(SOON).untilAsserted(() -> assertThat(standing()).isNotEqualTo("closed"));
        await().untilAsserted(() -> assertThat(attempts()).containsOnly(0));
        assertThat(failed()).isZero();
    }

    @Test
    void one_member_who_fails_alone_is_given_up_alone() {
        circle.answer(call -> call.path().endsWith("/" + first) ? Answer.text(500, "oops") : circle.normally(call));

        join(first);

        await().untilAsserted(() -> assertThat(failed()).isEqualTo(1));
        assertThat(standing()).isEqualTo("closed");
        assertThat(probes()).as("the doubt before it is given up").isNotEmpty();
        join(first + 1);
        await().untilAsserted(() -> assertThat(profiles()).isEqualTo(1));
    }

    @ParameterizedTest
    @CsvSource({"403,You cannot perform this action.", "401,The API token is invalid."})
    void a_refusal_of_two_members_alone_is_no_refusal_of_the_account(int status, String words) {
        Answer refusal = Answer.json(status, "{\"success\":false,\"message\":\"" + words + "\"}");
        circle.answer(call ->
                call.path().matches(".*/(" + first + "|" + (first + 1) + ")") ? refusal : circle.normally(call));

        join(first);
        join(first + 1);

        await().atMost(SOON).untilAsserted(() -> assertThat(failed()).isEqualTo(2));
        assertThat(alerts()).isEmpty();
        assertThat(standing()).isEqualTo("closed");
    }

    /** Nobody else is due whose success would tell so: somebody is asked about who was well before. */
    @ParameterizedTest
    @CsvSource({"500,", "403,You cannot perform this action.", "401,The API token is invalid.", "422,Broken."})
    void several_who_fail_each_for_themselves_are_given_up_and_all_of_circle_is_well(int status, String words) {
        List<Long> broken = LongStream.range(first, first + 4).boxed().toList();
        Answer refusal = Answer.json(status, "{\"success\":false,\"message\":\"" + words + "\"}");
        circle.answer(call ->
                broken.stream().anyMatch(id -> call.path().endsWith("/" + id)) ? refusal : circle.normally(call));

        broken.forEach(CircleStandingRouteTest::join);

        await().atMost(SOON).untilAsserted(() -> assertThat(failed()).isEqualTo(broken.size()));
        assertThat(alerts()).isEmpty();
        assertThat(standing()).isEqualTo("closed");
    }

    private static com.fasterxml.jackson.databind.node.ObjectNode member(long id) {
        return StubCircle.member(id, "member" + id + "@example.org", "Ada Lovelace", Instant.EPOCH);
    }

    private static Object since() {
        return service.jdbc().queryForObject("SELECT since FROM partner WHERE name = 'circle'", Object.class);
    }

    private void allJoin() {
        LongStream.range(first, first + MANY).forEach(CircleStandingRouteTest::join);
    }

    private static void join(long id) {
        assertThat(service.post(
                                "/webhooks/circle",
                                "{\"type\":\"community_member_joined_community\",\"data\":{\"community_member_id\":"
                                        + id + "}}")
                        .statusCode())
                .isEqualTo(200);
    }

    private String standing() {
        return service.jdbc().queryForObject("SELECT state FROM partner WHERE name = 'circle'", String.class);
    }

    private String reason() {
        return service.jdbc().queryForObject("SELECT reason FROM partner WHERE name = 'circle'", String.class);
    }

    private static int refusals() {
        return service.jdbc().queryForObject("SELECT refusals FROM partner WHERE name = 'circle'", Integer.class);
    }

    /** What the team is told to be the cause. */
    private List<String> causes() {
        return service.jdbc()
                .queryForList(
                        "SELECT payload -> 'gap' -> 'detail' ->> 'cause' FROM outbox"
                                + " WHERE key LIKE 'sync-failed:circle:account:%' AND id > ? ORDER BY id",
                        String.class, messagesBefore);
    }

    private List<Integer> attempts() {
        return service.jdbc()
                .queryForList(
                        "SELECT attempts FROM member_sync WHERE circle_member_id BETWEEN ? AND ?",
                        Integer.class,
                        first,
                        first + MANY - 1);
    }

    private long failed() {
        return service.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM member_sync WHERE failed_at IS NOT NULL AND circle_member_id BETWEEN ? AND ?",
                        Long.class,
                        first,
                        first + MANY - 1);
    }

    private long profiles() {
        return profiles(first, first + MANY - 1);
    }

    private static long profiles(long from, long to) {
        return service.jdbc()
                .queryForObject(
                        "SELECT count(*) FROM profile WHERE circle_member_id BETWEEN ? AND ?", Long.class, from, to);
    }

    /** What is told to the team about Circle as a whole: 0 for the beginning, over for the end. */
    private List<String> alerts() {
        return service.jdbc()
                .queryForList(
                        "SELECT split_part(key, ':', 5) FROM outbox"
                                + " WHERE key LIKE 'sync-failed:circle:account:%' AND id > ? ORDER BY id",
                        String.class, messagesBefore);
    }

    private List<Call> probes() {
        return circle.calls().stream()
                .skip(callsBefore)
                .filter(call -> call.path().endsWith("/community"))
                .toList();
    }

    private long membersAsked() {
        return circle.calls().stream()
                .skip(callsBefore)
                .filter(call -> call.path().contains("/community_members/"))
                .count();
    }
}
