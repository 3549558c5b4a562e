package io.circlesync.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubCollector;
import io.circlesync.fixture.StubCollector.Span;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubSmtp;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector is told of a running service. */
class TracingTest extends ServiceTestBase {

    private static final Instant JANUARY = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final String JOINED = "community_member_joined_community";
    private static final String ID_OF_A_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static StubCollector collector;
    private static StubPartner slack;
    private static StubSmtp mail;

    @BeforeAll
    static void start() {
        collector = new StubCollector();
        slack = new StubPartner(call -> StubPartner.Answer.text(200, "ok"));
        mail = new StubSmtp();
        startWith(Map.of(
                "tracing.otlp-url", collector.url(),
                "slack.webhook-url", slack.url() + "/services/T000/B000/slack-secret",
                "mail.host", "localhost",
                "mail.port", Integer.toString(mail.port()),
                "mail.security", "none",
                // Alerts of other tests are not waited for.
                "gaps.slack-digest-window", "1s",
                "mail.from", "hello@community.example",
                "links.signup-url", "https://app.example/sign-up?email={email}",
                "links.profile-url", "https://app.example/profiles/{profileId}"));
    }

    @AfterAll
    static void stopWhatItTalksTo() {
        mail.close();
        slack.close();
        collector.close();
    }

    @BeforeEach
    void theCollectorIsWell() {
        collector.answer(200);
    }

    @Test
    void one_trace_leads_from_a_webhook_through_the_queue_to_the_push_the_alert_and_the_mail() {
        long id = 7_402_000_001L;
        rows().profile("ada.traced@example.org", "instagram_url", "https://www.instagram.com/ada.traced");
        member(id, "ada.traced@example.org");

        webhook(id);

        await().untilAsserted(() -> {
            List<Span> trace = traceOf(id);
            assertThat(trace)
                    .extracting(Span::name)
                    .contains(
                            "circle-webhook",
                            "member-fetch",
                            "member-sync",
                            "change-write",
                            "member-push",
                            "circle-update",
                            "circle-call",
                            "outbox-mail-send",
                            "outbox-slack-send");
            assertThat(trace).extracting(Span::trace).containsOnly(trace.get(0).trace());
        });
        List<Span> trace = traceOf(id);
        assertThat(trace)
                .filteredOn(span -> span.parent().isEmpty())
                .singleElement()
                .satisfies(first -> {
                    assertThat(first.name()).isEqualTo("circle-webhook");
                    assertThat(first.attributes())
                            .isEqualTo(Map.of(
                                    "http.request.method", "POST",
                                    "http.route", "/webhooks/circle",
                                    "http.response.status_code", "200"));
                });
        assertThat(trace).noneMatch(Span::failed);
        assertThat(trace.stream().map(Span::id).toList())
                .as("nothing is part of what was not told")
                .containsAll(trace.stream()
                        .map(Span::parent)
                        .filter(parent -> !parent.isEmpty())
                        .toList());
        assertThat(collector.paths()).containsOnly("/v1/traces");
        assertThat(collector.bytes())
                .contains("circle-sync", "service.instance.id")
                .doesNotContain("member-wake-timer", "outbox-wake", "member-claim");
        nobodyIsNamed();
        assertThat(mail.mails())
                .filteredOn(sent -> sent.contains("ada.traced"))
                .singleElement()
                .satisfies(sent -> assertThat(sent).doesNotContainIgnoringCase("traceparent", "baggage"));
        assertThat(circle.allCalls())
                .allSatisfy(call -> assertThat(call.header("traceparent")).isEmpty());
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT traceparent FROM member_sync WHERE circle_member_id = ?", String.class, id))
                .isNull();
    }

    /** Synced together or alone, each member goes on in the trace of its own webhook. */
    @Test
    void members_of_one_batch_keep_apart() {
        List<Long> ids =
                LongStream.range(0, 12).mapToObj(one -> 7_402_100_000L + one).toList();
        ids.forEach(id -> member(id, "batch" + id + "@example.org"));

        ids.parallelStream().forEach(TracingTest::webhook);

        await().untilAsserted(() -> {
            Map<String, List<Span>> syncs = collector.spans().stream()
                    .filter(span -> span.name().equals("member-sync"))
                    .filter(span -> ids.contains(memberOf(span)))
                    .collect(Collectors.groupingBy(Span::trace));
            assertThat(syncs).hasSize(ids.size());
            assertThat(syncs.values()).allSatisfy(of -> assertThat(of).hasSize(1));
            assertThat(syncs.values().stream().map(of -> memberOf(of.get(0))).toList())
                    .containsExactlyInAnyOrderElementsOf(ids);
        });
        assertThat(ids)
                .allSatisfy(id -> assertThat(traceOf(id))
                        .extracting(Span::name)
                        .contains("circle-webhook", "member-fetch", "member-sync"));
        nobodyIsNamed();
    }

    @Test
    void what_fails_is_told_by_its_kind_and_the_next_try_goes_on_in_the_same_trace() {
        long id = 7_402_200_001L;
        member(id, "fails.once@example.org");
        circle.answer(call -> call.path().endsWith("/" + id) && callsFor(id) < 2
                ? StubPartner.Answer.json(500, "{\"error\":\"fails.once@example.org broke it\"}")
                : circle.normally(call));

        webhook(id);

        await().untilAsserted(() -> assertThat(traceOf(id))
                .extracting(Span::name, Span::failed)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("circle-member", true),
                        org.assertj.core.groups.Tuple.tuple("circle-member", false),
                        org.assertj.core.groups.Tuple.tuple("member-sync", false)));
        assertThat(traceOf(id))
                .filteredOn(Span::failed)
                .extracting(span -> span.attributes().get("error.type"))
                .contains("CircleException");
        nobodyIsNamed();
    }

    @Test
    void a_trace_of_a_caller_goes_on_and_what_is_asked_for_by_address_is_not_told() {
        String path = "/api/profiles?email=nobody.asked%40example.org";
        RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .header("traceparent", "00-" + ID_OF_A_TRACE + "-00f067aa0ba902b7-01"));

        await().untilAsserted(() -> assertThat(collector.spans())
                .filteredOn(span -> span.trace().equals(ID_OF_A_TRACE))
                .first()
                .satisfies(span -> {
                    assertThat(span.attributes())
                            .containsEntry("http.route", "/api/profiles")
                            .containsEntry("http.response.status_code", "404");
                }));
        nobodyIsNamed();
    }

    @Test
    void an_edit_leads_through_the_queue_to_the_push_in_one_trace() {
        long id = 7_402_400_001L;
        member(id, "edits.traced@example.org");
        webhook(id);
        await().until(() ->
                count("member_sync WHERE circle_member_id = ? AND due_at IS NULL AND synced_at IS NOT NULL", id) == 1);
        String trace = "5bf92f3577b34da6a3ce929d0e0e4736";
        String profile = service.jdbc()
                .queryForObject("SELECT id::text FROM profile WHERE circle_member_id = ?", String.class, id);

        assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + profile))
                                .header("Authorization", "Bearer api-token")
                                .header("Content-Type", "application/json")
                                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                                .method("PATCH", BodyPublishers.ofString("{\"headline\":\"Engine builder\"}")))
                        .statusCode())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(collector.spans())
                .filteredOn(span -> span.trace().equals(trace))
                .extracting(Span::name)
                .contains("profile-edit", "member-fetch", "member-sync", "member-push", "circle-update"));
        nobodyIsNamed();
    }

    @Test
    void whoever_is_synced_because_a_person_asks_is_so_in_the_trace_of_the_call() {
        long id = 7_402_400_002L;
        member(id, "asked.traced@example.org");
        webhook(id);
        await().until(() ->
                count("member_sync WHERE circle_member_id = ? AND due_at IS NULL AND synced_at IS NOT NULL", id) == 1);
        String trace = "6bf92f3577b34da6a3ce929d0e0e4736";

        assertThat(RunningService.send(
                                HttpRequest.newBuilder(URI.create(service.url() + "/api/members/" + id + "/sync"))
                                        .header("Authorization", "Bearer api-token")
                                        .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                                        .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(204);

        await().untilAsserted(() -> assertThat(collector.spans())
                .filteredOn(span -> span.trace().equals(trace))
                .extracting(Span::name)
                .contains("member-due", "member-fetch", "member-sync"));
    }

    @Test
    void a_collector_that_is_away_holds_nothing_up() {
        long id = 7_402_300_001L;
        member(id, "without.collector@example.org");
        int asked = collector.paths().size();
        collector.answer(503);

        webhook(id);

        await().until(() -> count("profile WHERE circle_member_id = ?", id) == 1);
        await().until(() -> collector.paths().size() > asked);
        assertThat(collector.spans()).noneMatch(span -> memberOf(span) == id);
    }

    private static void member(long id, String email) {
        circle.put(StubCircle.member(id, email, "Ada Lovelace", JANUARY));
    }

    private static void webhook(long id) {
        String event = "{\"type\":\"" + JOINED + "\",\"data\":{\"community_member_id\":" + id + "}}";
        assertThat(RunningService.send(HttpRequest.newBuilder(
                                        URI.create(service.url() + "/webhooks/circle?secret=webhook-secret"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(event)))
                        .statusCode())
                .isEqualTo(200);
    }

    private static long callsFor(long id) {
        return circle.allCalls().stream()
                .filter(call -> call.path().endsWith("/" + id))
                .count();
    }

    /** All spans of the traces in which a member is worked on. */
    private static List<Span> traceOf(long member) {
        List<Span> spans = collector.spans();
        List<String> traces = spans.stream()
                .filter(span -> memberOf(span) == member)
                .map(Span::trace)
                .distinct()
                .toList();
        return spans.stream().filter(span -> traces.contains(span.trace())).toList();
    }

    private static long memberOf(Span span) {
        return Long.parseLong(span.attributes().getOrDefault("circlesync.member_id", "0"));
    }

    /** Neither an address nor a name, a secret, a link, or anything that stood behind a question mark. */
    private static void nobodyIsNamed() {
        assertThat(collector.bytes())
                .doesNotContain(
                        "example.org", "Lovelace", "instagram", "secret", "api-token", "broke it", StubCircle.TOKEN);
        assertThat(collector.spans())
                .flatExtracting(span -> span.attributes().values())
                .noneMatch(value -> value.toString().matches(".*[@%?].*"));
    }
}
