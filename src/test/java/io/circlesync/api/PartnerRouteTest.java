package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person sees how the partners stand, and stops or starts the calls to one. */
class PartnerRouteTest {

    private static final StubCircle CIRCLE = new StubCircle();
    private static RunningService service;

    @BeforeAll
    static void start() {
        Map<String, String> settings = RunningService.with(CIRCLE);
        settings.put("circle.requests-per-minute", "6000");
        settings.put("circle.monthly-quota", "5000");
        service = RunningService.start(settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        CIRCLE.close();
    }

    @Test
    void all_partners_are_told_with_their_budgets_and_calls() throws Exception {
        long before = profiles();
        CIRCLE.put(StubCircle.member(1, "ada@example.org", "Ada Lovelace", Instant.EPOCH));
        joins(1);
        await().untilAsserted(() -> assertThat(profiles()).isEqualTo(before + 1));

        await().untilAsserted(
                        () -> assertThat(partner("circle").get("callsThisMonth").asInt())
                                .as("every call, whatever it was for")
                                .isEqualTo(CIRCLE.allCalls().size()));
        JsonNode circle = partner("circle");
        assertThat(names(circle))
                .containsExactly(
                        "name",
                        "state",
                        "since",
                        "reason",
                        "nextProbeAt",
                        "callsThisMinute",
                        "callsThisMonth",
                        "budgetPerMinute",
                        "monthlyQuota",
                        "usedPercent");
        assertThat(circle.get("state").textValue()).isEqualTo("closed");
        assertThat(circle.get("reason").isNull()).isTrue();
        assertThat(circle.get("budgetPerMinute").asInt()).isEqualTo(6000);
        assertThat(circle.get("monthlyQuota").asInt()).isEqualTo(5000);
        assertThat(circle.get("usedPercent").asInt()).isZero();
        assertThat(partners())
                .extracting(partner -> partner.get("name").textValue())
                .containsExactly("circle", "slack", "mail");
        assertThat(partner("slack").get("budgetPerMinute").asInt()).isEqualTo(60);
        assertThat(partner("mail").get("budgetPerMinute").asInt()).isEqualTo(600);
        assertThat(partner("mail").get("monthlyQuota").isNull()).isTrue();
        assertThat(partner("mail").get("usedPercent").isNull()).isTrue();
    }

    @Test
    void what_a_person_has_opened_is_not_called_before_a_person_closes_it() throws Exception {
        CIRCLE.put(StubCircle.member(2, "bob@example.org", "Bob Boole", Instant.EPOCH));
        long before = profiles();

        HttpResponse<String> opened = post("/api/partners/circle/open");

        assertThat(opened.statusCode()).isEqualTo(200);
        assertThat(Json.mapper().readTree(opened.body()).get("state").textValue())
                .isEqualTo("open");
        assertThat(Json.mapper().readTree(opened.body()).get("nextProbeAt").isNull())
                .isTrue();
        joins(2);
        await().untilAsserted(() -> assertThat(metrics()).contains("circlesync_partner_open{partner=\"circle\"} 1.0"));
        assertThat(metrics()).containsPattern("circlesync_members_due 1.0");
        HttpResponse<String> health = RunningService.send(
                HttpRequest.newBuilder(URI.create(service.managementUrl() + "/observe/health?exposureLevel=full")));
        assertThat(health.statusCode()).as("no node is taken out").isEqualTo(200);
        assertThat(health.body()).contains("circle is open since").contains("stopped by a person");
        assertThat(CIRCLE.calls()).noneMatch(call -> call.path().endsWith("/2"));

        assertThat(post("/api/partners/circle/close").statusCode()).isEqualTo(200);

        await().untilAsserted(() -> assertThat(profiles()).isEqualTo(before + 1));
        assertThat(partner("circle").get("state").textValue()).isEqualTo("closed");
    }

    /** The other nodes learn it at their next look, and so does this one where it looks first. */
    @Test
    void the_node_that_a_person_tells_acts_at_once() throws Exception {
        service.camel().getRouteController().stopRoute("circle-watch");
        ProducerTemplate template = service.camel().createProducerTemplate();
        CIRCLE.put(StubCircle.member(5, "guy@example.org", "Guy Gauss", Instant.EPOCH));
        try {
            post("/api/partners/circle/open");

            assertThatThrownBy(() -> template.requestBody("direct:circle-member", 5L))
                    .hasStackTraceContaining("Circle is not called at the moment");
            assertThat(CIRCLE.calls()).noneMatch(call -> call.path().endsWith("/5"));

            post("/api/partners/circle/close");

            assertThat(template.requestBody("direct:circle-member", 5L, Optional.class))
                    .isPresent();
        } finally {
            service.camel().getRouteController().startRoute("circle-watch");
        }
    }

    @Test
    void a_channel_that_a_person_stops_leaves_circle_alone() {
        ProducerTemplate template = service.camel().createProducerTemplate();
        CIRCLE.put(StubCircle.member(6, "hal@example.org", "Hal Hilbert", Instant.EPOCH));

        post("/api/partners/mail/open");

        assertThat(template.requestBody("direct:circle-member", 6L, Optional.class))
                .isPresent();
        post("/api/partners/mail/close");
    }

    @Test
    void a_person_need_not_wait_for_the_next_probe() throws Exception {
        CIRCLE.put(StubCircle.member(3, "eve@example.org", "Eve Euler", Instant.EPOCH));
        long before = profiles();
        CIRCLE.answer(call -> Answer.text(429, "").with("Retry-After", "3000"));
        joins(3);
        await().untilAsserted(() ->
                assertThat(partner("circle").get("reason").textValue()).isEqualTo("429 Too Many Requests"));
        assertThat(Instant.parse(partner("circle").get("nextProbeAt").textValue()))
                .isAfter(Instant.now().plusSeconds(2_000));
        CIRCLE.answerNormally();
        // Who had failed before begins a new count, now.
        await().until(() -> service.jdbc()
                        .update("UPDATE member_sync SET attempts = 2, error = '503', due_at = now() + interval '1 hour'"
                                + " WHERE circle_member_id = 3 AND lease_token IS NULL")
                == 1);

        post("/api/partners/circle/close");

        await().untilAsserted(() -> assertThat(profiles()).isEqualTo(before + 1));
    }

    @Test
    void an_answer_that_comes_late_changes_nothing_that_a_person_has_opened() throws Exception {
        CIRCLE.put(StubCircle.member(4, "flo@example.org", "Flo Fermat", Instant.EPOCH));
        long before = profiles();
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        CIRCLE.answer(call -> {
            asked.countDown();
            return answer.join();
        });
        joins(4);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(post("/api/partners/circle/open").statusCode()).isEqualTo(200);
        answer.complete(Answer.text(429, "").with("Retry-After", "1"));

        await().until(() -> service.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM member_sync WHERE circle_member_id = 4 AND lease_token IS NULL",
                                Long.class)
                == 1);
        assertThat(partner("circle").get("reason").textValue()).isEqualTo("stopped by a person");
        assertThat(partner("circle").get("nextProbeAt").isNull()).isTrue();
        CIRCLE.answerNormally();
        post("/api/partners/circle/close");
        await().untilAsserted(() -> assertThat(profiles()).isEqualTo(before + 1));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/partners/nobody/open, 404",
        "POST, /api/partners/nobody/close, 404",
        "POST, /api/partners/slack%3Anobody/open, 404",
        "POST, /api/partners/%ff/open, 404",
        "POST, /api/partners/%00/open, 404",
        "POST, /api/partners/slack%00/close, 404",
        "POST, /api/partners/circle/open?now=true, 400",
        "GET, /api/partners?name=circle, 400",
        "GET, /api/partners/circle/open, 405",
        "POST, /api/partners, 405"
    })
    void what_is_not_there_is_refused(String method, String path, int status) {
        HttpResponse<String> answer = RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void whoever_does_not_show_the_token_changes_nothing() throws Exception {
        HttpResponse<String> answer =
                RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/partners/circle/open"))
                        .POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(partner("circle").get("state").textValue()).isEqualTo("closed");
    }

    private static void joins(long id) {
        service.post(
                "/webhooks/circle",
                "{\"type\":\"community_member_joined_community\",\"data\":{\"community_member_id\":" + id + "}}");
    }

    private static long profiles() {
        return service.jdbc().queryForObject("SELECT count(*) FROM profile", Long.class);
    }

    private static HttpResponse<String> post(String path) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String metrics() {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + "/observe/metrics")))
                .body();
    }

    private static JsonNode partner(String name) {
        return partners().stream()
                .filter(partner -> partner.get("name").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> partners() {
        try {
            List<JsonNode> partners = new ArrayList<>();
            Json.mapper().readTree(service.get("/api/partners").body()).forEach(partners::add);
            return partners;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
