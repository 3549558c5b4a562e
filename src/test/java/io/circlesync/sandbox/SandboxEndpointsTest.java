package io.circlesync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.json.Json;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.StreamSupport;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the page does and shows, and what Slack's and the mail server's stand-ins take. */
class SandboxEndpointsTest {

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    /** A webhook as it leaves for {@code /webhooks/circle}. */
    private record Webhook(String authorization, JsonNode body) {}

    private static final List<Webhook> WEBHOOKS = Collections.synchronizedList(new ArrayList<>());
    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(Map.of("circle.webhook-secret", "webhook-secret"));
        service.camel().getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof ExchangeSendingEvent sending
                        && sending.getEndpoint().getEndpointUri().contains("/webhooks/circle")) {
                    Exchange exchange = sending.getExchange();
                    WEBHOOKS.add(new Webhook(
                            exchange.getMessage().getHeader("Authorization", String.class),
                            json(exchange.getMessage().getBody(String.class))));
                }
            }
        });
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void joining_fires_one_webhook_that_holds_ids_only() {
        assertThat(act("POST", "/members/43391421/join", "").body())
                .isEqualTo(
                        "{\"id\":43391421,\"name\":\"Grace Okafor\",\"events\":[\"community_member_joined_community\"]}");

        Webhook webhook = await().until(() -> webhooks(43391421), found -> found.size() == 1)
                .get(0);
        assertThat(webhook.authorization()).isEqualTo("Bearer webhook-secret");
        assertThat(webhook.body()).isEqualTo(json("""
                {"type":"community_member_joined_community",
                 "data":{"community_id":393781,"community_member_id":43391421}}
                """));
        assertThat(act("POST", "/members/43391421/join", "").statusCode()).isEqualTo(409);
        assertThat(member(43391421).path("standing").asText()).isEqualTo("member");
    }

    @Test
    void who_was_invited_joins_by_completing_the_profile() {
        assertThat(act("POST", "/members/43391412/join", "").statusCode()).isEqualTo(200);

        assertThat(member(43391412).path("standing").asText()).isEqualTo("member");
    }

    @Test
    void an_edit_fires_one_webhook_for_each_changed_field_in_order() {
        act("PUT", "/members/43391401", """
                {"name":"Ada Lovelace","headline":"Countess",
                 "community_member_profile_fields":{"location":"Ockham","bio":"New","website":"https://ada.example.org"}}
                """);

        List<Webhook> sent = await().until(() -> webhooks(43391401), found -> found.size() == 3);
        assertThat(sent)
                .extracting(
                        webhook -> webhook.body().path("type").asText(),
                        webhook -> webhook.body().at("/data/profile_field_key").asText(""))
                .containsExactly(
                        tuple("community_member_updated", ""),
                        tuple("community_member_profile_field_updated", "bio"),
                        tuple("community_member_profile_field_updated", "location"));
        assertThat(sent.get(1).body().path("data")).isEqualTo(json("""
                {"community_id":393781,"community_member_id":43391401,"profile_field_id":5014781,
                 "community_member_profile_field_id":433914011,"profile_field_key":"bio","profile_field_value":"New"}
                """));
    }

    @Test
    void who_leaves_is_gone_from_circle_and_comes_back_with_another_id() {
        JsonNode left = json(act("DELETE", "/members/43391408", "").body());

        assertThat(left.path("id").asLong()).isNotEqualTo(43391408);
        assertThat(circle("/community_members/43391408").statusCode()).isEqualTo(404);
        await().until(() -> webhooks(43391408), found -> found.size() == 1);
        assertThat(act("POST", "/members/" + left.path("id") + "/join", "").statusCode())
                .isEqualTo(200);
        assertThat(circle("/community_members/" + left.path("id")).body()).contains("olumide@example.org");
    }

    @Test
    void somebody_new_needs_a_name_and_an_email_of_the_own() {
        assertThat(json(act("POST", "/members", "{\"email\":\"a b\",\"name\":\" \"}")
                                .body())
                        .path("errors")
                        .findValuesAsText("field"))
                .containsExactly("email", "name");
        assertThat(act("POST", "/members", "{\"email\":\"ADA@example.org\",\"name\":\"Ada\"}")
                        .statusCode())
                .isEqualTo(409);
        HttpResponse<String> joined = act("POST", "/members", """
                {"email":"new@example.org","name":"Nina New","community_member_profile_fields":{"bio":"Hello"}}
                """);
        assertThat(joined.statusCode()).isEqualTo(200);
        assertThat(json(joined.body()).path("events")).hasSize(1);
        assertThat(member(json(joined.body()).path("id").asLong())
                        .at("/fields/bio")
                        .asText())
                .isEqualTo("Hello");
    }

    @Test
    void what_makes_no_sense_is_refused() {
        assertThat(act("PUT", "/members/43391402", "{\"name\":\" \"}").statusCode())
                .isEqualTo(422);
        assertThat(act("PUT", "/members/43391402", "[]").statusCode()).isEqualTo(400);
        assertThat(act("PUT", "/members/43391423", "{}").statusCode()).isEqualTo(409);
        assertThat(act("PUT", "/members/1", "{}").statusCode()).isEqualTo(404);
        assertThat(act("POST", "/members/x/join", "").statusCode()).isEqualTo(404);
        assertThat(act("DELETE", "/members/43391423", "").statusCode()).isEqualTo(409);
    }

    @Test
    void no_other_site_can_act() {
        String url = service.url() + "/sandbox/api/members/43391422/join";

        HttpRequest.Builder form = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"));
        assertThat(RunningService.send(form).statusCode()).isEqualTo(415);
        HttpRequest.Builder untyped = HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.noBody());
        assertThat(RunningService.send(untyped).statusCode()).isEqualTo(415);
        HttpRequest.Builder foreign = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("Origin", "https://elsewhere.example")
                .POST(BodyPublishers.ofString("{}"));
        assertThat(RunningService.send(foreign).statusCode()).isEqualTo(403);
        assertThat(member(43391422).path("standing").asText()).isEqualTo("outsider");

        HttpRequest.Builder own = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Origin", service.url())
                .POST(BodyPublishers.ofString("{}"));
        assertThat(RunningService.send(own).statusCode()).isEqualTo(200);
    }

    @Test
    void no_other_site_can_act_through_the_open_api() {
        String form = "{\"email\":\"foreign@example.org\"}";
        URI profiles = URI.create(service.url() + "/api/profiles");

        for (String origin : List.of("https://elsewhere.example", "null", service.url() + ".elsewhere.example")) {
            HttpRequest.Builder foreign = HttpRequest.newBuilder(profiles)
                    .header("Content-Type", "text/plain")
                    .header("Origin", origin)
                    .POST(BodyPublishers.ofString(form));
            assertThat(RunningService.send(foreign).statusCode()).as(origin).isEqualTo(403);
        }
        assertThat(service.get("/api/profiles?email=foreign@example.org").statusCode())
                .isEqualTo(404);

        HttpRequest.Builder own = HttpRequest.newBuilder(profiles)
                .header("Content-Type", "application/json")
                .header("Origin", service.url())
                .POST(BodyPublishers.ofString(form));
        assertThat(RunningService.send(own).statusCode()).isEqualTo(201);
    }

    @Test
    void the_page_shows_who_is_paused() {
        long id = 7_391_500_001L;
        new Rows(service.jdbc()).profile("paused@example.org", "circle_member_id", id);
        for (String call : List.of("pause", "resume")) {
            RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/members/" + id + "/" + call))
                    .POST(HttpRequest.BodyPublishers.noBody()));

            JsonNode shown = json(service.get("/sandbox/api/state?find=paused@example.org")
                            .body())
                    .path("profiles")
                    .get(0);
            assertThat(shown.path("paused").booleanValue()).isEqualTo(call.equals("pause"));
        }
    }

    @Test
    void the_page_shows_the_latest_profiles_and_finds_the_others() {
        for (int number = 0; number < 60; number++) {
            new Rows(service.jdbc())
                    .profile(
                            "many" + number + "@example.org",
                            "first_name",
                            "Pat%_",
                            "circle_member_id",
                            700_000 + number,
                            "created_at",
                            LONG_AGO,
                            "updated_at",
                            LONG_AGO);
        }

        assertThat(found("")).hasSize(50);
        assertThat(state().path("profileCount").asInt()).isGreaterThanOrEqualTo(60);
        assertThat(found("MANY59@")).containsExactly("many59@example.org");
        assertThat(found("700058")).containsExactly("many58@example.org");
        assertThat(found("pat%_ many57")).containsExactly("many57@example.org");
        assertThat(found("pat%%")).isEmpty();
        assertThat(found("'; DROP TABLE profile; --")).isEmpty();
        assertThat(found("\0")).hasSize(50);
    }

    @Test
    void slack_takes_what_slack_takes() {
        assertSlack("{\"text\":\"Hello\"}", 200, "ok");
        assertSlack("{\"blocks\":[{\"type\":\"divider\"}]}", 200, "ok");
        assertSlack("", 400, "invalid_payload");
        assertSlack("hello", 400, "invalid_payload");
        assertSlack("[]", 400, "invalid_payload");
        assertSlack("{}", 400, "no_text");
        assertSlack("{\"text\":\" \",\"blocks\":[]}", 400, "no_text");
        assertSlack("{\"text\":\"x\",\"blocks\":\"y\"}", 400, "invalid_blocks");

        assertThat(state().path("slack").findValuesAsText("text"))
                .contains("Hello")
                .doesNotContain(" ", "x");
        assertThat(state().path("slack").findValues("blocks")).contains(json("[{\"type\":\"divider\"}]"));
    }

    @Test
    void a_mail_is_kept_with_both_bodies() throws MessagingException {
        Properties smtp = new Properties();
        smtp.put("mail.smtp.host", service.placeholder("mail.host"));
        smtp.put("mail.smtp.port", service.placeholder("mail.port"));
        MimeMessage message = new MimeMessage(Session.getInstance(smtp));
        message.setFrom(new InternetAddress("Circle Sync <no-reply@localhost>"));
        message.setRecipient(RecipientType.TO, new InternetAddress("zoe@example.org"));
        message.setSubject("Zoë, fehlt noch was?", "UTF-8");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Grüße", "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent("<p>Grüße</p>", "text/html; charset=utf-8");
        message.setContent(new MimeMultipart("alternative", text, html));

        Transport.send(message);

        JsonNode kept = await().until(() -> mails("Zoë, fehlt noch was?"), found -> found.size() == 1)
                .get(0);
        assertThat(kept.path("to").asText()).isEqualTo("zoe@example.org");
        assertThat(kept.has("html")).isFalse();
        JsonNode letter =
                json(service.get("/sandbox/api/mails/" + kept.path("id")).body());
        assertThat(letter.path("text").asText()).isEqualTo("Grüße");
        assertThat(letter.path("html").asText()).isEqualTo("<p>Grüße</p>");
        assertThat(service.get("/sandbox/api/mails/999999").statusCode()).isEqualTo(404);
    }

    @Test
    void the_root_leads_to_the_page_that_loads_nothing_foreign() {
        HttpResponse<String> root = service.get("/");
        HttpResponse<String> page = service.get("/sandbox/");

        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("Location")).contains("/sandbox");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'");
        assertThat(page.body() + service.get("/sandbox/page.css").body()).doesNotContain("//cdn", "https://");
        assertThat(service.get("/sandbox/scripts/page.js").headers().firstValue("Content-Type"))
                .contains("text/javascript; charset=utf-8");
        assertThat(service.get("/sandbox/scripts/other.js").statusCode()).isEqualTo(404);
        assertThat(service.get("/sandbox/scripts/..%2Fpage.html").statusCode()).isEqualTo(404);
    }

    @Test
    void the_api_is_described_by_a_page_that_loads_nothing_foreign() {
        HttpResponse<String> page = service.get("/docs");
        HttpResponse<String> script = service.get("/docs/swagger-ui-bundle.js");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'");
        assertThat(page.body()).doesNotContain("https://");
        assertThat(service.get("/docs/docs.js").body()).contains("/openapi.json", "validatorUrl: null");
        assertThat(script.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(script.body()).contains("SwaggerUIBundle");
        assertThat(service.get("/docs/swagger-ui.css").headers().firstValue("Content-Type"))
                .contains("text/css; charset=utf-8");
        assertThat(service.get("/docs/index.html").statusCode()).isEqualTo(404);
    }

    private static void assertSlack(String body, int status, String word) {
        HttpResponse<String> response = service.post("/sandbox/slack", body);
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        assertThat(response.body()).as(body).isEqualTo(word);
    }

    private static HttpResponse<String> act(String method, String path, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/sandbox/api" + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> circle(String path) {
        return service.getFromCircle(path);
    }

    private static List<Webhook> webhooks(long member) {
        return List.copyOf(WEBHOOKS).stream()
                .filter(webhook ->
                        webhook.body().at("/data/community_member_id").asLong() == member)
                .toList();
    }

    private static List<JsonNode> mails(String subject) {
        return StreamSupport.stream(state().path("mails").spliterator(), false)
                .filter(mail -> mail.path("subject").asText().equals(subject))
                .toList();
    }

    private static JsonNode member(long id) {
        return StreamSupport.stream(state().path("members").spliterator(), false)
                .filter(member -> member.path("id").asLong() == id)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> found(String text) {
        String query = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return json(service.get("/sandbox/api/state?find=" + query).body())
                .path("profiles")
                .findValuesAsText("email");
    }

    private static JsonNode state() {
        return json(service.get("/sandbox/api/state").body());
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
