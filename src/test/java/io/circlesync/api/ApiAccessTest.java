package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RawHttp;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiAccessTest {

    private static final StubCircle CIRCLE = new StubCircle();
    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(RunningService.with(CIRCLE));
        new ApiRows(service.jdbc()).profile("ada@example.org", 7);
    }

    @AfterAll
    static void stop() {
        service.close();
        CIRCLE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/gaps",
                "/api/events",
                "/api/conflicts",
                "/api/profiles?email=ada@example.org",
                "/api/profiles/0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01",
                "/api/nothing",
                "/api/gaps?Authorization=Bearer%20api-token",
                "/api/gaps?nonsense=1"
            })
    void without_the_token_there_is_no_answer(String path) throws Exception {
        assertProblem(RunningService.send(request(path)), 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Bearer api-toke", "Bearer api-token2", "Basic api-token", "api-token"})
    void another_token_is_401_and_says_which_scheme_to_use(String authorization) throws Exception {
        HttpResponse<String> answer = RunningService.send(request("/api/gaps").header("Authorization", authorization));
        assertProblem(answer, 401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void the_name_of_the_scheme_may_be_in_any_case() {
        assertThat(RunningService.send(request("/api/gaps").header("Authorization", "bearer api-token"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void with_a_token_every_name_of_the_port_is_good() throws IOException {
        assertThat(RawHttp.send(URI.create(service.url()), "GET /openapi.json", "Host: sync.example.org", ""))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void without_a_token_in_the_settings_the_api_is_open() {
        try (RunningService open = RunningService.start(Map.of())) {
            assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(open.url() + "/api/gaps")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/api/nothing", "/api/gaps/1", "/api/profiles/x/y", "/api/Gaps"})
    void an_unknown_path_is_404(String path) throws Exception {
        assertProblem(service.get(path), 404);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/gaps",
        "DELETE, /api/events",
        "PUT, /api/conflicts",
        "TRACE, /api/gaps",
        "PUT, /api/profiles/0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01",
        "DELETE, /api/profiles",
        "POST, /api/profiles/0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01/timeline"
    })
    void another_method_is_405_and_says_what_is_allowed(String method, String path) throws Exception {
        HttpResponse<String> answer = RunningService.send(authorized(path).method(method, BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET, HEAD");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    /** A dry run that is not known would be a real one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/partners/slack/open",
                "/api/partners/slack/close",
                "/api/messages/1/retry",
                "/api/events/replay/1/cancel",
                "/api/reconciliations/1/cancel",
                "/api/reconciliations/1/apply",
                "/api/reconciliations/1/findings/1/approve",
                "/api/reconciliations/1/findings/1/ignore"
            })
    void a_call_that_takes_no_fields_refuses_each(String path) throws Exception {
        HttpResponse<String> answer =
                RunningService.send(authorized(path).POST(BodyPublishers.ofString("{\"dryRun\":true}")));

        assertProblem(answer, 422);
        assertThat(answer.body()).contains("{\"field\":\"dryRun\"");
        assertThat(service.jdbc().queryForList("SELECT DISTINCT state FROM partner", String.class))
                .containsOnly("closed");
    }

    @Test
    void a_route_that_was_stopped_and_started_again_answers_as_before() throws Exception {
        service.camel().getRouteController().stopRoute("gap-list");
        assertProblem(service.get("/api/gaps"), 503);
        service.camel().getRouteController().startRoute("gap-list");
        assertThat(service.get("/api/gaps").statusCode()).isEqualTo(200);
    }

    @Test
    void a_query_that_is_not_percent_encoded_is_400() throws Exception {
        assertThat(rawAnswer("GET /api/gaps?kind=%zz"))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "percent-encoded");
    }

    static Stream<String> steeringHeaders() {
        return SteeringHeaders.and("limit", "before", "status");
    }

    @ParameterizedTest
    @MethodSource("steeringHeaders")
    void no_header_of_a_caller_steers_anything(String name) {
        String value = name.toLowerCase().contains("sql") ? "DROP TABLE profile CASCADE" : "http://localhost:1/x";
        for (String path : new String[] {"/api/profiles?email=ada@example.org", "/api/gaps", "/api/events"}) {
            HttpResponse<String> plain = service.get(path);
            HttpResponse<String> steered = RunningService.send(authorized(path).header(name, value));
            assertThat(steered.statusCode()).isEqualTo(plain.statusCode()).isEqualTo(200);
            assertThat(steered.body()).isEqualTo(plain.body());
            assertThat(steered.headers().map()).doesNotContainKey(name.toLowerCase());
        }
        assertThat(service.jdbc().queryForObject("SELECT count(*) FROM profile", Long.class))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelSqlQuery=DROP%20TABLE%20profile%20CASCADE",
                "camelsqlquery=DROP%20TABLE%20profile%20CASCADE",
                "CamelHttpUri=http%3A%2F%2Flocalhost%3A1",
                "CamelJdbcParameters=1",
                "before=1"
            })
    void no_query_parameter_of_a_caller_steers_anything(String parameter) throws Exception {
        assertProblem(service.get("/api/gaps?" + parameter), 400);
        assertProblem(service.get("/api/profiles?email=ada@example.org&" + parameter), 400);
        assertThat(service.jdbc().queryForObject("SELECT count(*) FROM profile", Long.class))
                .isEqualTo(1);
    }

    @Test
    void a_form_is_refused() throws Exception {
        HttpResponse<String> answer = RunningService.send(authorized("/api/profiles?email=ada@example.org")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method("GET", BodyPublishers.ofString("CamelSqlQuery=SELECT+1&email=x&id=y")));
        assertProblem(answer, 415);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 2_000, 200_000})
    void a_form_is_refused_however_large_it_is(int length) throws Exception {
        HttpResponse<String> answer = RunningService.send(authorized("/api/profiles")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("{\"bio\":\"" + "y".repeat(length) + "\"}")));
        assertProblem(answer, 415);
        assertThat(answer.body()).contains("Content-Type: application/json");
    }

    @Test
    void a_body_that_nobody_asked_for_does_not_disturb_the_next_call_on_the_connection() throws Exception {
        String body = "x".repeat(100_000);
        String answers = rawAnswer("GET /api/gaps HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer api-token\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body + "GET /api/conflicts");
        assertThat(answers.split("HTTP/1.1 200 ")).hasSize(3);
    }

    /** The JDK's client refuses to send what is malformed. */
    private static String rawAnswer(String requestLine) throws IOException {
        URI url = URI.create(service.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write((requestLine + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer api-token\r\n"
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(service.url() + path));
    }

    private static HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer api-token");
    }

    private static void assertProblem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.mapper().readTree(answer.body()).get("status").intValue())
                .isEqualTo(status);
    }
}
