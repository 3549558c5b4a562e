package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RawHttp;
import io.circlesync.fixture.RunningService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HawtioTest {

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(Map.of(RunningService.MBEANS, "Default"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void theShortAddressLeadsToThePage() {
        assertThat(get("/hawtio").statusCode()).isEqualTo(301);
        assertThat(get("/hawtio").headers().firstValue("Location")).hasValue("/hawtio/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hawtio/", "/hawtio/index.html", "/hawtio/camel/routes", "/hawtio/jmx"})
    void addressesWithinHawtioShowThePage(String path) {
        HttpResponse<String> page = get(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(page.body()).contains("<base href=\"/hawtio/\">");
    }

    @Test
    void filesNamedByTheirContentMayBeKeptForAYear() {
        String script = get("/hawtio/").body().replaceAll("(?s).*src=\"([^\"]+main[^\"]+\\.js)\".*", "$1");

        HttpResponse<String> file = get(script);

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/javascript"));
        assertThat(file.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("immutable"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /hawtio/user                        | "operator"
            /hawtio/preset-connections          | []
            /hawtio/auth/config/login           | []
            /hawtio/auth/config/session-timeout | {"timeout":-1}
            /hawtio/keycloak/enabled            | false
            """)
    void whatHawtioAsksAtItsStartIsAnsweredInJson(String path, String json) {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hawtio/static/js/no-such.js",
                "/hawtio/jolokia",
                "/hawtio/..%2fapplication.properties",
                "/hawtio/static/..%5c..%5capplication.properties",
                "/hawtio//etc/hosts.deny"
            })
    void nothingElseIsServed(String path) throws IOException {
        assertThat(raw("GET " + path, "Host: localhost")).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hawtio/../application.properties", "/hawtio/%2e%2e/application.properties"})
    void nothingIsServedByWayOfDots(String path) throws IOException {
        assertThat(raw("GET " + path, "Host: localhost")).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            localhost,           200
            127.0.0.1,           200
            [::1],               200
            rebound.example.org, 403
            localhost.evil.test, 403
            -,                   400
            """)
    void onlyOwnNamesAreAnswered(String host, int status) throws IOException {
        String header = host == null ? "X-No-Host: -" : "Host: " + host + ":" + port();

        assertThat(raw("GET /observe/health", header)).startsWith("HTTP/1.1 " + status);
        assertThat(raw("GET /jolokia", header)).startsWith("HTTP/1.1 " + status);
        assertThat(raw("GET /jolokia/version", header)).startsWith("HTTP/1.1 " + status);
        assertThat(raw("GET /hawtio/", header)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /jolokia                                | Origin: https://evil.test                                | 403
            GET /jolokia                                | Origin: null                                             | 403
            GET /jolokia                                | Sec-Fetch-Site: cross-site                               | 403
            GET /jolokia                                | Sec-Fetch-Site: same-site                                | 403
            GET /jolokia                                | Sec-Fetch-Site: same-origin                              | 200
            GET /jolokia/?p=/version                    | X-Any: -                                                 | 403
            GET /%6aolokia/version                      | X-Any: -                                                 | 403
            GET /x/../jolokia/version                   | X-Any: -                                                 | 400
            GET /jolokia//version                       | X-Any: -                                                 | 403
            GET /jolokiaversion                         | X-Any: -                                                 | 403
            HEAD /jolokia/version                       | X-Any: -                                                 | 200
            HEAD /jolokia/exec/java.lang:type=Memory/gc | X-Any: -                                                 | 403
            HEAD /jolokia/version                       | Origin: https://evil.test                                | 403
            GET /jolokia/version                        | Origin: https://evil.test                                | 403
            GET /jolokia/version                        | Sec-Fetch-Site: cross-site                               | 403
            GET /jolokia/list                           | Sec-Fetch-Site: cross-site%Sec-Fetch-Mode: navigate      | 403
            DELETE /jolokia/                            | X-Any: -                                                 | 405
            GET /observe/metrics                        | Sec-Fetch-Site: cross-site                               | 403
            GET /hawtio/                                | Sec-Fetch-Site: cross-site%Sec-Fetch-Mode: navigate      | 200
            GET /hawtio/static/js/none.js               | Sec-Fetch-Site: cross-site%Sec-Fetch-Mode: no-cors       | 403
            GET /jolokia                                | Sec-Fetch-Site: cross-site%Sec-Fetch-Mode: navigate      | 403
            """)
    void pagesOfOthersReachNothing(String request, String headers, int status) throws IOException {
        String answer = raw(request, "Host: localhost:" + port() + "\r\n" + headers.replace("%", "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 " + status);
        assertThat(answer.toLowerCase()).doesNotContain("access-control-allow");
    }

    @Test
    void ownPagesReachJolokia() throws IOException {
        String host = "localhost:" + port();

        assertThat(raw("GET /jolokia", "Host: " + host + "\r\nOrigin: http://" + host))
                .startsWith("HTTP/1.1 200");
    }

    private static int port() {
        return URI.create(service.managementUrl()).getPort();
    }

    private static HttpResponse<String> get(String path) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + path)));
    }

    private static String raw(String request, String headers) throws IOException {
        return RawHttp.send(URI.create(service.managementUrl()), request, headers, "");
    }
}
