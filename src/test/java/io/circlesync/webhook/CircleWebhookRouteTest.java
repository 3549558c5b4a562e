package io.circlesync.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.circlesync.fixture.EndlessText;
import io.circlesync.fixture.RawHttp;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Circle sees of the webhook: which event is taken, and how each is answered. */
class CircleWebhookRouteTest {

    private static final String JOINED = "community_member_joined_community";

    private static StubCircle circle;
    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        circle = new StubCircle();
        Map<String, String> settings = RunningService.with(circle);
        settings.put("circle.community-id", "393781");
        service = RunningService.start(settings);
        // Intake is on its own: it works while nobody syncs.
        service.camel().getRouteController().stopRoute("member-claim-poll");
        service.camel().getRouteController().stopRoute("member-claim");
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @BeforeEach
    void forget_earlier_events() {
        service.jdbc().execute("TRUNCATE event");
        service.jdbc().execute("TRUNCATE member_sync");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'%s','data':{'community_id':393781,'community_member_id':7}}",
                "{'body':{'type':'%s','data':{'community_id':393781,'community_member_id':7}}}",
                "{'type':'%s','community_id':393781,'community_member_id':7}",
                "{'body':{'type':'%s','community_id':393781,'community_member_id':7}}",
                "{'type':'%s','data':{'community_id':'393781','community_member_id':'7'}}",
                "{'type':'%s','data':{'community_member_id':' 7 '}}",
                "{'type':'%s','memberData':{'id':7}}",
            })
    void every_envelope_is_understood(String json) {
        String body = json.formatted(JOINED).replace('\'', '"');

        HttpResponse<String> answer = service.post("/webhooks/circle", body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("OK");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("source", "circle")
                        .containsEntry("type", JOINED)
                        .containsEntry("disposition", "due")
                        .containsEntry("circle_member_id", 7L)
                        .containsEntry("body", body));
        assertThat(knownMembers()).containsExactly(7L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                JOINED,
                "community_member.created",
                "community_member_profile_field_updated",
                "community_member_updated",
                "community_member.updated",
                "profile_updated",
                "community_member_deleted",
                "community_member.destroyed",
                "community_member_tag_added",
                "something_that_circle_invents_tomorrow"
            })
    void whatever_carries_a_member_id_marks_that_member_due(String type) {
        assertThat(post(event(type, "8")).statusCode()).isEqualTo(200);

        assertThat(events()).extracting("disposition").containsExactly("due");
        assertThat(knownMembers()).containsExactly(8L);
    }

    /** No index takes a name of any length; what cannot be repeated is not compressed into one that it takes. */
    @Test
    void a_type_that_is_longer_than_any_is_none() {
        String type = EndlessText.letters(9_000);

        assertThat(post(event(type, "10")).statusCode()).isEqualTo(200);
        assertThat(knownMembers()).containsExactly(10L);
        assertProblem(post("{\"type\":\"" + type + "\",\"data\":{}}"), 400, "community_member_id");
        assertThat(events()).extracting("disposition").containsExactly("due", "quarantined");
    }

    @Test
    void an_event_without_a_type_marks_its_member_due() {
        assertThat(post("{\"data\":{\"community_member_id\":9}}").statusCode()).isEqualTo(200);

        assertThat(knownMembers()).containsExactly(9L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"post.published\",\"data\":{\"post_id\":5}}",
                "{\"type\":\"community_member_sent_dm_to_admin\",\"data\":{\"admin_community_member_id\":5}}",
                "{\"body\":{\"type\":\"post.published\"}}",
            })
    void an_unknown_event_without_a_member_is_stored_and_ignored(String body) {
        assertThat(post(body).statusCode()).isEqualTo(200);

        assertThat(events()).extracting("disposition", "body").containsExactly(tuple("ignored", body));
        assertThat(knownMembers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n ",
                "null",
                "{}",
                " { } ",
                "{\"body\":null}",
                "{\"body\":{}}",
                "{\"type\":\"test\"}",
                "{\"type\":\"ping\",\"data\":{}}",
                "{\"body\":{\"type\":\"webhooks.test\"}}"
            })
    void a_probe_is_answered_and_not_stored(String body) {
        HttpResponse<String> answer = post(body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("OK");
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", " { } ", "{\"body\":null}", "{\"body\": {}}"})
    void a_probe_that_says_nothing_needs_no_secret(String body) {
        HttpResponse<String> answer = RunningService.send(request("").POST(BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GET,OK", "HEAD,''"})
    void a_probe_without_a_body_needs_no_secret(String method, String body) {
        HttpResponse<String> answer = RunningService.send(
                request("").version(HttpClient.Version.HTTP_1_1).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", " {}\n"})
    void an_empty_post_needs_no_secret(String body) {
        assertThat(RunningService.send(request("").POST(BodyPublishers.ofString(body)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization,Bearer webhook-secret",
        "authorization,bearer webhook-secret",
        "X-Webhook-Secret,webhook-secret"
    })
    void the_secret_may_come_in_a_header(String name, String value) {
        HttpRequest.Builder request = request("").header(name, value).POST(BodyPublishers.ofString(event(JOINED, "7")));

        assertThat(RunningService.send(request).statusCode()).isEqualTo(200);
        assertThat(events()).hasSize(1);
    }

    @Test
    void the_secret_may_come_in_the_query() {
        HttpRequest.Builder request =
                request("?secret=webhook-secret").POST(BodyPublishers.ofString(event(JOINED, "7")));

        assertThat(RunningService.send(request).statusCode()).isEqualTo(200);
        assertThat(events()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization,Bearer wrong",
        "Authorization,Bearer webhook-secre",
        "Authorization,Bearer webhook-secret1",
        "Authorization,Bearer WEBHOOK-SECRET",
        "Authorization,Bearer",
        "Authorization,webhook-secret",
        "Authorization,Basic d2ViaG9vay1zZWNyZXQ6",
        "X-Webhook-Secret,wrong",
        "X-Circle-Signature,webhook-secret"
    })
    void a_wrong_secret_is_refused(String name, String value) {
        HttpRequest.Builder request = request("").header(name, value).POST(BodyPublishers.ofString(event(JOINED, "7")));

        assertProblem(RunningService.send(request), 401, "webhook secret");
        assertThat(events()).isEmpty();
        assertThat(knownMembers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?secret=", "?secret=wrong", "?secret=a&secret=webhook-secret", "?Secret=webhook"})
    void an_event_without_the_secret_is_refused(String query) {
        HttpResponse<String> answer =
                RunningService.send(request(query).POST(BodyPublishers.ofString(event(JOINED, "7"))));

        assertProblem(answer, 401, "webhook secret");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(answer.body()).doesNotContain("webhook-secret");
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Authorization,Bearer wrong", "Authorization,wrong", "X-Webhook-Secret,wrong"})
    void a_probe_that_shows_a_wrong_secret_is_told(String name, String value) {
        HttpRequest.Builder request = request("").header(name, value).POST(BodyPublishers.ofString("{}"));

        assertProblem(RunningService.send(request), 401, "webhook secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "5", "[]", "{\"type\":\"ping\"}", "{\"body\":5}"})
    void nothing_but_an_empty_body_passes_without_the_secret(String body) {
        assertProblem(RunningService.send(request("").POST(BodyPublishers.ofString(body))), 401, "webhook secret");
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"%s\",\"data\":{\"community_id\":1,\"community_member_id\":7}}",
                "{\"type\":\"%s\",\"data\":{\"community_id\":\"x\",\"community_member_id\":7}}",
                "{\"type\":\"%s\",\"community_id\":1,\"data\":{\"community_member_id\":7}}",
                "{\"type\":\"%s\",\"community_id\":1,\"community_member_id\":7}",
                "{\"type\":\"%s\",\"memberData\":{\"id\":7,\"community_id\":1}}",
                "{\"body\":{\"type\":\"%s\",\"data\":{\"community_id\":1,\"community_member_id\":7}}}",
            })
    void another_community_is_refused(String body) {
        assertProblem(post(body.formatted(JOINED)), 403, "393781");
        assertThat(events()).isEmpty();
        assertThat(knownMembers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"not json", "{", "{\"type\":", "{} {}", "5", "true", "\"text\"", "[]", "[{}]", "{\"body\":5}"})
    void what_is_not_a_json_object_is_refused_and_kept(String body) {
        assertProblem(post(body), 400, "");

        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("disposition", "quarantined")
                        .containsEntry("body", body)
                        .hasEntrySatisfying(
                                "reason", reason -> assertThat(reason).isNotNull()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1.5",
                "\"abc\"",
                "\"\"",
                "\"-1\"",
                "\"1.5\"",
                "\"0x1\"",
                "\"١\"",
                "null",
                "true",
                "{}",
                "[1]",
                "9223372036854775808",
                "99999999999999999999999999",
                "1e400",
                "\"99999999999999999999\""
            })
    void a_member_event_without_a_usable_id_is_refused_and_kept(String id) {
        assertProblem(post(event("community_member_updated", id)), 400, "community_member_id");

        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("disposition", "quarantined")
                        .containsEntry("circle_member_id", null)
                        .containsEntry("body", event("community_member_updated", id)));
        assertThat(knownMembers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "application/json; charset=nonsense",
                "application/vnd.api+json",
                "text/plain",
                "application/octet-stream",
                "nonsense"
            })
    void json_is_read_whatever_type_it_is_sent_as(String contentType) {
        HttpResponse<String> answer = RunningService.send(authorized("")
                .setHeader("Content-Type", contentType)
                .POST(BodyPublishers.ofString(event(JOINED, "7"))));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(knownMembers()).containsExactly(7L);
    }

    @Test
    void json_is_read_without_a_type() {
        assertThat(RunningService.send(authorized("").POST(BodyPublishers.ofString(event(JOINED, "7"))))
                        .statusCode())
                .isEqualTo(200);
        assertThat(knownMembers()).containsExactly(7L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32BE"})
    void json_in_a_wider_encoding_is_read_and_kept_as_text(String charset) throws Exception {
        byte[] body = event(JOINED, "7").getBytes(charset);

        assertThat(RunningService.send(authorized("").POST(BodyPublishers.ofByteArray(body)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(events()).extracting("body").containsExactly(event(JOINED, "7"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/json; charset=iso-8859-1   | ISO-8859-1   | 200
            text/plain; charset="windows-1252"     | windows-1252 | 200
            application/json; charset=IBM1047      | IBM1047      | 200
            application/json; charset=utf-8        | ISO-8859-1   | 400
            application/json; charset=nonsense     | ISO-8859-1   | 400
            application/json                       | ISO-8859-1   | 400
            application/json; charset=iso-8859-1   | UTF-8        | 200
            """)
    void json_is_read_in_the_characters_that_its_type_names(String contentType, String charset, int status)
            throws Exception {
        String event = event(JOINED, "7").replaceFirst("\\{", "{\"name\":\"Zoë Ünal\",");

        HttpResponse<String> answer = RunningService.send(authorized("")
                .setHeader("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(event.getBytes(charset))));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(events()).extracting("disposition").containsExactly(status == 200 ? "due" : "quarantined");
        if (status == 200) {
            assertThat(events()).extracting("body").containsExactly(event);
        }
    }

    @Test
    void a_type_that_only_speaks_of_a_form_is_none() {
        HttpRequest.Builder request = authorized("")
                .setHeader("Content-Type", "application/json; note=\"application/x-www-form-urlencoded\"")
                .POST(BodyPublishers.ofString(event(JOINED, "7")));

        assertThat(RunningService.send(request).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded,",
        "APPLICATION/X-WWW-FORM-URLENCODED; charset=utf-8,",
        "application/x-www-form-urlencoded,?Content-Type=application/json",
        "multipart/form-data; boundary=x,",
    })
    void a_form_is_refused_with_a_hint(String contentType, String query) {
        HttpRequest.Builder request = authorized(query == null ? "" : query)
                .setHeader("Content-Type", contentType)
                .POST(BodyPublishers.ofString(event(JOINED, "7")));

        assertProblem(RunningService.send(request), 415, "Content-Type: application/json");
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "application/x-www-form-urlencoded,           '',  2000",
        "application/x-www-form-urlencoded,           '',  200000",
        "application/x-www-form-urlencoded,           'a=',9000",
        "APPLICATION/X-WWW-FORM-URLENCODED; charset=x,'',  2000",
        "multipart/form-data; boundary=x,             '',  2000",
        "multipart/form-data; boundary=x,             '',  200000",
        "multipart/form-data,                         '',  20",
    })
    void a_form_that_the_server_itself_cannot_read_is_refused_with_the_same_hint(
            String contentType, String start, int length) {
        String body = start + "{\"type\":\"" + JOINED + "\",\"x\":\"" + "y".repeat(length) + "\"}";
        HttpRequest.Builder request =
                authorized("").setHeader("Content-Type", contentType).POST(BodyPublishers.ofString(body));

        assertProblem(RunningService.send(request), 415, "Content-Type: application/json");
        assertThat(events()).isEmpty();
    }

    /** It would pass for a set-up probe, and whoever sends forms would learn of it with the first event. */
    @ParameterizedTest
    @ValueSource(strings = {"/webhooks/circle", "/webhooks/circle?secret=webhook-secret"})
    void a_form_without_a_body_is_refused_too(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(""));

        assertProblem(RunningService.send(request), 415, "Content-Type: application/json");
    }

    /** Some HTTP clients send both with every request; it is a probe all the same. */
    @ParameterizedTest
    @CsvSource({
        "GET,  application/x-www-form-urlencoded",
        "HEAD, application/x-www-form-urlencoded",
        "GET,  multipart/form-data",
        "GET,  multipart/form-data; boundary=x",
    })
    void a_probe_that_names_the_type_of_a_form_and_no_length_is_answered(String method, String contentType)
            throws IOException {
        String answer = RawHttp.send(
                URI.create(service.url()),
                method + " /webhooks/circle",
                "Host: localhost\r\nContent-Length: 0\r\nContent-Type: " + contentType,
                "");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void a_form_that_is_too_large_is_called_too_large(String contentType) {
        HttpRequest.Builder request = authorized("")
                .setHeader("Content-Type", contentType)
                .POST(BodyPublishers.ofString("y".repeat(262_145)));

        assertProblem(RunningService.send(request), 413, "too large");
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type=text/plain&secret=webhook-secret", "content-type=application/json", "%%%"})
    void a_form_cannot_hide_what_it_is(String form) {
        HttpRequest.Builder request = authorized("")
                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));

        assertProblem(RunningService.send(request), 415, "Content-Type: application/json");
        assertThat(events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
    void other_methods_are_refused(String method) {
        HttpRequest.Builder request = authorized("").method(method, BodyPublishers.ofString(event(JOINED, "7")));

        HttpResponse<String> answer = RunningService.send(request);

        assertProblem(answer, 405, "method");
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");
        assertThat(events()).isEmpty();
    }

    @Test
    void the_largest_body_is_taken() {
        String body =
                event(JOINED, "7") + " ".repeat(262_144 - event(JOINED, "7").length());

        assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSize(262_144);
        assertThat(post(body).statusCode()).isEqualTo(200);
        assertThat(events()).extracting("body").containsExactly(body);
    }

    /** What erasing a person needs to find is made while the event is stored, and everybody else's waits for it. */
    @ParameterizedTest
    @MethodSource("longTexts")
    void a_long_text_is_taken_whatever_somebody_has_written(String text) {
        String body = event(JOINED, "7").replace("\"data\":{", "\"data\":{\"profile_field_value\":\"" + text + "\",");

        assertThat(post(body).statusCode()).isEqualTo(200);
        assertThat(events()).extracting("body").containsExactly(body);
    }

    static Stream<String> longTexts() {
        return Stream.of(
                "@"
                        + IntStream.rangeClosed(0x100, 0xa300)
                                .mapToObj(letter -> String.format("\\u%04x", letter))
                                .collect(Collectors.joining()),
                "a@".repeat(120_000),
                "a".repeat(240_000) + "@");
    }

    @Test
    void a_larger_body_is_refused() {
        String body =
                event(JOINED, "7") + " ".repeat(262_145 - event(JOINED, "7").length());

        assertProblem(post(body), 413, "too large");
        assertProblem(
                RunningService.send(authorized("").POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)))),
                413,
                "too large");
        assertThat(events()).isEmpty();
    }

    @Test
    void the_event_is_committed_before_the_answer() {
        for (int id = 1000; id < 1100; id++) {
            assertThat(post(event(JOINED, Integer.toString(id))).statusCode()).isEqualTo(200);
            assertThat(service.jdbc()
                            .queryForObject(
                                    "SELECT count(*) FROM event JOIN member_sync USING (circle_member_id)"
                                            + " WHERE circle_member_id = ?",
                                    Long.class,
                                    id))
                    .isEqualTo(1L);
        }
    }

    private static String event(String type, String id) {
        return "{\"type\":\"" + type + "\",\"data\":{\"community_id\":393781,\"community_member_id\":" + id + "}}";
    }

    private static HttpResponse<String> post(String body) {
        return service.post("/webhooks/circle", body);
    }

    private static HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/circle" + query));
    }

    private static HttpRequest.Builder authorized(String query) {
        return request(query).header("Authorization", "Bearer webhook-secret");
    }

    private static List<Map<String, Object>> events() {
        return service.jdbc().queryForList("SELECT * FROM event ORDER BY id");
    }

    private static List<Long> knownMembers() {
        return service.jdbc().queryForList("SELECT circle_member_id FROM member_sync ORDER BY 1", Long.class);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status).contains(detail);
    }
}
