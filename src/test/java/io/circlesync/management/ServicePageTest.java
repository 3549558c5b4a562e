package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.RawHttp;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the service's own page in hawtio is made of, and what it asks for. The page itself: {@link ServicePageBrowserTest}. */
class ServicePageTest extends ServiceTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void hawtio_is_told_where_the_page_lies_and_finds_each_of_its_files_there() throws Exception {
        JsonNode page = json(get("/hawtio/plugin")).get(0);
        String folder = page.get("url").textValue();

        assertThat(get(folder + "/" + page.get("remoteEntryFileName").textValue())
                        .body())
                .contains("window." + page.get("scope").textValue() + " = ");
        Path files = Path.of("src/main/resources/hawtio");
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                HttpResponse<String> answer = get(folder + "/" + files.relativize(file));
                assertThat(answer.statusCode()).as("%s", file).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(Files.readString(file));
                assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
            }
        }
    }

    @Test
    void the_page_is_told_who_looks_and_how_the_service_stands() throws Exception {
        assertThat(get("/circlesync/me").body()).contains("\"name\":\"operator\"", "\"mayAct\":true");
        JsonNode state = json(get("/circlesync/overview"));
        assertThat(state.at("/members/failed").isNumber()).isTrue();
        assertThat(state.at("/partners/0/name").textValue()).isEqualTo("circle");
        assertThat(state.at("/channels").isArray()).isTrue();
        assertThat(state.at("/secretsRefused").isObject()).isTrue();
        assertThat(state.at("/eventsNotTaken").isObject()).isTrue();
        assertThat(state.at("/databaseAwaySince").isNull()).isTrue();
    }

    @Test
    void the_api_is_reached_without_its_token() throws Exception {
        UUID ada = rows().profile("ada@example.org");

        assertThat(json(get("/circlesync/api/profiles?email=ada%40example.org"))
                        .get("id")
                        .textValue())
                .isEqualTo(ada.toString());
        HttpResponse<String> edited = send(
                "PATCH",
                "/circlesync/api/profiles/" + ada,
                "{\"headline\":\"Countess\"}",
                "Content-Type: application/json");
        assertThat(edited.statusCode()).isEqualTo(200);
        assertThat(row(ada)).containsEntry("headline", "Countess");
        assertThat(send("DELETE", "/circlesync/api/profiles/" + ada, "").statusCode())
                .isEqualTo(204);
    }

    @Test
    void a_timeline_tells_who_has_logged_in_and_not_whom_the_page_names() throws Exception {
        UUID carl = rows().profile("carl@example.org", "circle_member_id", 7_391_800_001L);

        assertThat(send("POST", "/circlesync/api/members/7391800001/pause", "", "X-Operator: somebody-else")
                        .statusCode())
                .isEqualTo(204);

        JsonNode act =
                json(get("/circlesync/api/profiles/" + carl + "/timeline")).at("/items/0");
        assertThat(act.get("rule").textValue()).isEqualTo("pause");
        assertThat(act.get("operator").textValue()).isEqualTo("operator");
    }

    @Test
    void what_the_api_says_about_its_answer_is_passed_on() throws Exception {
        UUID bob = rows().profile("bob@example.org");
        String path = "/circlesync/api/profiles/" + bob;
        String tag = get(path).headers().firstValue("ETag").orElseThrow();

        assertThat(send("GET", path, "", "If-None-Match: " + tag).statusCode()).isEqualTo(304);
        HttpResponse<String> refused = send("POST", "/circlesync/api/gaps", "");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(get("/circlesync/api/nothing").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /circlesync/api/../../webhooks/circle     | X-Any: -                  | 400
            GET /circlesync/api/%2e%2e/openapi.json       | X-Any: -                  | 400
            GET /circlesync/api/..%2fopenapi.json         | X-Any: -                  | 404
            GET /circlesync/apis                          | X-Any: -                  | 404
            GET /circlesync/api/partners                  | Sec-Fetch-Site: cross-site | 403
            POST /circlesync/api/partners/mail/open       | Origin: https://evil.test | 403
            GET /circlesync/overview                      | Origin: https://evil.test | 403
            GET /circlesync/me                            | Host: rebound.example.org | 403
            """)
    void nothing_else_is_reached_and_nobody_elses_page_reaches_it(String request, String header, int status)
            throws IOException {
        String host = header.startsWith("Host") ? "" : "Host: localhost:" + port() + "\r\n";

        assertThat(RawHttp.send(URI.create(service.managementUrl()), request, host + header, ""))
                .startsWith("HTTP/1.1 " + status);
    }

    private static int port() {
        return URI.create(service.managementUrl()).getPort();
    }

    private static HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.managementUrl() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            request.header(parts[0], parts[1]);
        }
        return RunningService.send(request);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }
}
