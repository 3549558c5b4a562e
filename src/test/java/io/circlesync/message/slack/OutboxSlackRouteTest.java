package io.circlesync.message.slack;

import static io.circlesync.fixture.NotifyingService.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.NotifyingService;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import io.circlesync.profile.Profile;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the team reads, and what happens when Slack does not take it. */
class OutboxSlackRouteTest {

    private static final int NOBODY_LISTENS = 1;

    private static NotifyingService service;
    private int callsBefore;

    @BeforeAll
    static void start() {
        service = NotifyingService.start(NOBODY_LISTENS, Map.of("gaps.slack-digest-window", "3s"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void clear() {
        service.slack().answer(call -> Answer.text(200, "ok"));
        service.clear();
        callsBefore = service.slack().calls().size();
    }

    @Test
    void an_alert_says_what_happened_to_whom_and_what_to_do() throws Exception {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.open(GapKind.MEMBER_LEFT, ada);

        JsonNode message = message(onlyCall());
        assertThat(message.at("/text").asText()).isEqualTo("Ada Lovelace left the community");
        assertThat(message.at("/blocks/0/type").asText()).isEqualTo("section");
        assertThat(message.at("/blocks/0/text/type").asText()).isEqualTo("mrkdwn");
        assertThat(message.at("/blocks/0/text/verbatim").asBoolean()).isTrue();
        assertThat(message.at("/blocks/0/text/text").asText())
                .isEqualTo(":door: *<https://example.circle.so/u/ada|Ada Lovelace>* left the community");
        assertThat(message.at("/blocks/1/elements/0/text").asText())
                .isEqualTo("They left, or were deactivated there. Their profile is kept. There is nothing to do.");
        assertThat(message.has("channel")).isFalse();
        assertThat(message.toString()).doesNotContain("ada@example.org");
        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("sent"));
    }

    @Test
    void what_a_member_typed_is_escaped_and_bounded() throws Exception {
        Profile eve = service.store(profile("eve@example.org", "<!channel> & \n" + "x".repeat(5000)));
        service.open(GapKind.MEMBER_LEFT, eve);

        String text = message(onlyCall()).at("/blocks/0/text/text").asText();
        assertThat(text).contains("|&lt;!channel&gt; &amp; xxx").contains("…>*").doesNotContain("<!channel>");
        assertThat(text.length()).isLessThan(300);
    }

    @Test
    void a_reason_is_shown_for_what_the_team_handles() throws Exception {
        service.open(
                Gap.ofMember(GapKind.SYNC_FAILED, 77, Optional.empty(), Map.of("reason", "Circle answered 500")),
                Optional.empty());

        assertThat(message(onlyCall()).at("/blocks/0/text/text").asText())
                .isEqualTo(":warning: *Member 77* cannot be synced\n>Circle answered 500");
    }

    @ParameterizedTest
    @CsvSource({"400,invalid_payload", "400,invalid_blocks", "400,no_text", "400,", "413,", "422,invalid_arguments"})
    void a_payload_that_slack_does_not_take_is_failed_and_told_and_not_tried_again(int status, String word) {
        service.slack()
                .answer(call -> call.body().contains("does not take")
                        ? Answer.text(200, "ok")
                        : Answer.text(status, word == null ? "" : word));
        openMembers(1);

        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("failed", "sent"));
        assertThat(service.jdbc().queryForMap("SELECT * FROM outbox ORDER BY id LIMIT 1"))
                .containsEntry("error", word == null ? Integer.toString(status) : status + " " + word)
                .containsEntry("attempts", 1);
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED))
                .singleElement()
                .asString()
                .startsWith("member:0")
                .contains("\"channel\": \"slack\"", "\"about\": \"sync-failed\"");
        assertThat(calls().get(calls().size() - 1).body()).contains("has an alert that Slack does not take");
    }

    @Test
    void whoever_is_erased_while_slack_refuses_is_spoken_of_no_more() {
        Profile ada = service.store(profile("ada@example.org", "Ada"));
        service.slack().answer(call -> {
            HttpRequest.Builder erase =
                    HttpRequest.newBuilder(URI.create(service.service().url() + "/api/profiles/" + ada.id()));
            RunningService.send(
                    erase.header("Authorization", "Bearer api-token").DELETE());
            return Answer.text(400, "invalid_blocks");
        });
        service.open(GapKind.MEMBER_LEFT, ada);
        onlyCall();

        service.slack().answer(call -> Answer.text(200, "ok"));
        openMembers(1);

        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("sent"));
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void what_is_about_the_webhook_fails_no_alert_and_all_go_out_after_mending(Answer answer, String error) {
        service.slack().answer(call -> answer);
        openMembers(1);
        await().until(() -> refusals() >= 1);
        openMembers(1);
        for (int probe = 2; probe <= 4; probe++) {
            int refusals = probe;
            service.skipWaiting();
            await().until(() -> refusals() >= refusals);
        }

        assertThat(service.states("slack")).containsExactly("pending", "pending");
        assertThat(service.jdbc().queryForList("SELECT attempts FROM outbox", Integer.class))
                .containsOnly(0);
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED))
                .singleElement()
                .asString()
                .startsWith("channel:slack")
                .contains(error);
        assertThat(service.service().get("/api/gaps?kind=message-failed").body())
                .contains(error, "\"channel\": \"slack\"");

        service.slack().answer(call -> Answer.text(200, "ok"));
        service.skipWaiting();

        // Both, and that it is over.
        await().untilAsserted(
                        () -> assertThat(service.states("slack")).hasSize(3).containsOnly("sent"));
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).isEmpty();
    }

    static Stream<Arguments> what_is_about_the_webhook_fails_no_alert_and_all_go_out_after_mending() {
        // IncomingWebhookTest knows them all.
        return Stream.of(
                Arguments.of(Answer.text(200, "no_service"), "200 no_service"),
                Arguments.of(Answer.text(302, "").with("Location", "https://login.example.org/"), "302"),
                Arguments.of(Answer.text(410, "channel_is_archived"), "410 channel_is_archived"));
    }

    /** It was claimed before, and Slack took its time; another node was refused meanwhile. */
    @Test
    void an_alert_that_is_taken_late_does_not_end_a_refusal_without_a_word() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        service.slack().answer(call -> {
            // What an earlier test has sent may still be on its way.
            if (call.body().contains("Member 7391")) {
                asked.countDown();
                pass(answered);
            }
            return Answer.text(200, "ok");
        });
        service.open(Gap.ofMember(GapKind.SYNC_FAILED, 7_391, Optional.empty(), Map.of()), Optional.empty());
        pass(asked);
        service.insert(Gap.ofChannel("slack", "404 no_service"), Instant.now(), 0, Optional.empty());
        service.jdbc()
                .update("UPDATE partner SET state = 'open', since = now(), refusals = 1, reason = '404 no_service',"
                        + " next_at = now() + interval '1 hour' WHERE name = 'slack'");

        answered.countDown();

        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("sent"));
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).hasSize(1);
        openMembers(1);
        service.skipWaiting();
        // Whoever asks, and that it is over.
        await().untilAsserted(
                        () -> assertThat(service.states("slack")).hasSize(3).containsOnly("sent"));
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).isEmpty();
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_failure_of_slack_is_tried_again_until_it_is_taken_and_then_never_more() {
        service.slack().answer(call -> Answer.text(500, "rollup_error"));
        openMembers(1);
        await().until(() -> refusals() >= 1);
        assertThat(service.only("slack"))
                .containsEntry("state", "pending")
                .containsEntry("attempts", 0)
                .containsEntry("error", "500 rollup_error");
        assertThat(pause()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(6));
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).isEmpty();

        service.slack().answer(call -> Answer.text(200, "ok"));
        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("sent"));
        assertThat(calls()).hasSize(2);
        openMembers(1);
        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("sent", "sent"));
        assertThat(calls()).hasSize(3);
    }

    @Test
    void an_alert_for_which_slack_does_not_take_a_digest_fails_alone() {
        service.slack()
                .answer(call -> call.body().contains("Member 2") && !call.body().contains("does not take")
                        ? Answer.text(400, "invalid_blocks")
                        : Answer.text(200, "ok"));
        openMembers(7);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(service.states("slack"))
                        .containsExactly("sent", "sent", "failed", "sent", "sent", "sent", "sent", "sent"));
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED))
                .singleElement()
                .asString()
                .startsWith("member:2");
    }

    @Test
    void an_unreadable_alert_of_a_digest_fails_alone() throws Exception {
        for (String payload :
                List.of("{\"gap\": {\"kind\": \"hole\"}}", "[7]", "{\"gap\": {\"subject\": \"member:1\"}}", "{}")) {
            service.rows()
                    .message(
                            "slack",
                            "sync-failed",
                            "payload",
                            payload,
                            "due_at",
                            Instant.now().plusSeconds(3_600));
        }
        service.service().camel().getRouteController().suspendRoute("outbox-slack");
        openMembers(7);
        service.skipWaiting();
        service.service().camel().getRouteController().resumeRoute("outbox-slack");

        await().untilAsserted(() -> assertThat(service.states("slack").subList(0, 11))
                .containsExactly(
                        "failed", "failed", "failed", "failed", "sent", "sent", "sent", "sent", "sent", "sent",
                        "sent"));
        assertThat(message(calls().get(0)).at("/text").asText()).isEqualTo("7 alerts: 7 not synced");
        assertThat(service.openGaps(GapKind.MESSAGE_FAILED)).hasSize(4).allMatch(gap -> gap.startsWith("message:"));
    }

    @Test
    void slack_s_wish_to_wait_is_honoured_for_every_alert() {
        service.slack().answer(call -> Answer.text(429, "rate_limited").with("Retry-After", "120"));
        openMembers(1);
        await().until(() -> refusals() >= 1);
        assertThat(service.only("slack"))
                .containsEntry("error", "429 rate_limited")
                .containsEntry("state", "pending");
        assertThat(pause()).isBetween(Duration.ofSeconds(110), Duration.ofSeconds(121));

        service.slack().answer(call -> Answer.text(200, "ok"));
        openMembers(1);
        await().during(Duration.ofMillis(1500))
                .untilAsserted(() -> assertThat(service.states("slack")).containsExactly("pending", "pending"));
        assertThat(calls()).hasSize(1);

        service.skipWaiting();
        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("sent", "sent"));
    }

    @Test
    void more_than_a_handful_of_alerts_become_one_digest_that_settles_them_together() throws Exception {
        openMembers(7);

        await().untilAsserted(
                        () -> assertThat(service.states("slack")).hasSize(7).containsOnly("sent"));
        JsonNode message = message(onlyCall());
        assertThat(message.at("/text").asText()).isEqualTo("7 alerts: 7 not synced");
        assertThat(message.at("/blocks/1/text/text").asText())
                .isEqualTo("*7 not synced*: Member 0, Member 1, Member 2, Member 3, Member 4 and 2 more");
        assertThat(service.jdbc().queryForList("SELECT DISTINCT sent_at FROM outbox"))
                .hasSize(1);
    }

    @Test
    void what_was_told_while_the_clock_was_ahead_holds_no_alert_back() {
        openMembers(7);
        await().untilAsserted(
                        () -> assertThat(service.states("slack")).hasSize(7).containsOnly("sent"));
        service.jdbc().update("UPDATE outbox SET sent_at = now() + id * interval '1 minute' + interval '1 day'");

        openMembers(2);

        await().untilAsserted(
                        () -> assertThat(service.states("slack")).hasSize(9).containsOnly("sent"));
    }

    @Test
    void a_digest_that_is_not_taken_is_tried_again_as_a_whole() throws Exception {
        service.slack().answer(call -> Answer.text(500, "rollup_error"));
        openMembers(7);
        await().until(() -> refusals() >= 1);
        assertThat(service.states("slack")).containsOnly("pending");

        service.slack().answer(call -> Answer.text(200, "ok"));
        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("slack")).containsOnly("sent"));
        assertThat(calls()).hasSize(2);
        assertThat(message(calls().get(1)).at("/text").asText()).isEqualTo("7 alerts: 7 not synced");
    }

    @Test
    void an_alert_is_not_told_once_its_gap_was_closed_while_it_waited() {
        service.slack().answer(call -> Answer.text(500, "rollup_error"));
        openMembers(1);
        await().until(() -> refusals() >= 1);
        service.jdbc().update("UPDATE gap SET resolved_at = now()");
        openMembers(1);
        int refused = calls().size();

        service.slack().answer(call -> Answer.text(200, "ok"));
        service.skipWaiting();

        await().untilAsserted(() -> assertThat(service.states("slack")).containsExactly("obsolete", "sent"));
        assertThat(calls().subList(refused, calls().size()))
                .extracting(Call::body)
                .singleElement()
                .asString()
                .contains("Member 1");
    }

    @Test
    void a_digest_tells_what_is_still_so() throws Exception {
        service.service().camel().getRouteController().suspendRoute("outbox-slack");
        openMembers(9);
        service.jdbc().update("UPDATE gap SET resolved_at = now() WHERE subject IN ('member:0', 'member:3')");
        service.service().camel().getRouteController().resumeRoute("outbox-slack");

        await().untilAsserted(() -> assertThat(service.states("slack"))
                .containsExactly("obsolete", "sent", "sent", "obsolete", "sent", "sent", "sent", "sent", "sent"));
        JsonNode message = message(onlyCall());
        assertThat(message.at("/text").asText()).isEqualTo("7 alerts: 7 not synced");
        assertThat(message.at("/blocks/1/text/text").asText())
                .isEqualTo("*7 not synced*: Member 1, Member 2, Member 4, Member 5, Member 6 and 2 more");
    }

    @Test
    void a_digest_of_the_wildest_names_stays_within_slack_s_limits() throws Exception {
        Profile eve = service.store(profile("eve@example.org", "&".repeat(5000)));
        List<GapNotice> notices = new ArrayList<>();
        Instant now = now();
        for (int i = 0; i < 60; i++) {
            GapKind kind = GapKind.values()[2 + i % 4];
            Gap gap = Gap.ofMember(kind, i, Optional.of(eve.id()), Map.of());
            service.insert(gap, now, 0, Optional.empty());
            notices.add(GapNotice.opened(gap, now, Optional.of(eve)));
        }
        service.send(notices);

        JsonNode message = message(onlyCall());
        assertThat(message.at("/text").asText())
                .isEqualTo("60 alerts: 15 with an identity conflict, 15 not synced,"
                        + " 15 not kept by Circle, 15 left the community");
        for (JsonNode block : message.at("/blocks")) {
            assertThat(block.at("/text/text").asText().length()).isLessThanOrEqualTo(3000);
        }
    }

    @Test
    void a_handful_goes_out_one_by_one_at_most_one_a_second_and_the_rest_as_a_digest_when_it_is_quiet()
            throws Exception {
        List<Instant> times = new CopyOnWriteArrayList<>();
        service.slack().answer(call -> {
            times.add(Instant.now());
            return Answer.text(200, "ok");
        });
        openMembers(3);
        await().until(() -> times.size() == 1);
        openMembers(10);

        await().until(() -> service.states("slack").stream().allMatch("sent"::equals));
        List<Call> calls = calls();
        assertThat(calls).hasSizeLessThanOrEqualTo(4);
        assertThat(message(calls.get(0)).at("/text").asText()).startsWith("Member");
        assertThat(message(calls.get(calls.size() - 1)).at("/text").asText()).contains("alerts");
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i))).isGreaterThan(Duration.ofMillis(900));
        }
        assertThat(Duration.between(times.get(times.size() - 2), times.get(times.size() - 1)))
                .isGreaterThan(Duration.ofMillis(2800));
    }

    @Test
    void slack_being_down_leaves_alerts_waiting() {
        try (NotifyingService withoutSlack = NotifyingService.start(
                NOBODY_LISTENS, Map.of("slack.webhook-url", "http://localhost:1/services/secret"))) {
            withoutSlack.open(Gap.ofMember(GapKind.SYNC_FAILED, 1, Optional.empty(), Map.of()), Optional.empty());

            await().until(() -> withoutSlack.only("slack").get("error") != null);
            assertThat(withoutSlack.only("slack"))
                    .containsEntry("state", "pending")
                    .containsEntry("error", "ConnectException");
        }
    }

    private static void openMembers(int count) {
        int first = service.jdbc().queryForObject("SELECT count(*) FROM gap", Integer.class);
        // One time for all: a claim that began between two of them would see only the first as due.
        Instant now = now();
        List<GapNotice> notices = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            Gap gap = Gap.ofMember(GapKind.SYNC_FAILED, i, Optional.empty(), Map.of());
            service.insert(gap, now, 0, Optional.empty());
            notices.add(GapNotice.opened(gap, now, Optional.empty()));
        }
        service.send(notices);
    }

    /** As gaps are opened, by a time that the database keeps as it is. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** How often Slack has refused everything, in a row. */
    private static int refusals() {
        return service.jdbc().queryForObject("SELECT refusals FROM partner WHERE name = 'slack'", Integer.class);
    }

    /** How long Slack is left alone. */
    private static Duration pause() {
        return Duration.ofMillis(service.jdbc()
                .queryForObject(
                        "SELECT extract(epoch FROM next_at - now()) * 1000 FROM partner WHERE name = 'slack'",
                        Long.class));
    }

    private List<Call> calls() {
        List<Call> all = service.slack().calls();
        return all.subList(callsBefore, all.size());
    }

    private Call onlyCall() {
        await().until(() -> !calls().isEmpty());
        assertThat(calls()).hasSize(1);
        assertThat(calls().get(0).path()).isEqualTo(NotifyingService.SLACK_PATH);
        return calls().get(0);
    }

    private static JsonNode message(Call call) throws Exception {
        return Json.mapper().readTree(call.body());
    }
}
