package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RawHttp;
import io.circlesync.fixture.RunningService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** While the API is open, the public port is for this machine, and for no page of somebody else. */
class LocalCallersOnlyTest {

    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,           200",
        "LocalHost,           200",
        "127.0.0.1,           200",
        "[::1],               200",
        "rebound.example.org, 403",
        "localhost.evil.test, 403",
        "127.0.0.1.evil.test, 403",
        "192.0.2.7,           403",
        "0.0.0.0,             403"
    })
    void only_names_of_this_machine_are_answered(String host, int status) throws IOException {
        for (String path : new String[] {"/api/gaps", "/sandbox", "/openapi.json", "/webhooks/circle"}) {
            assertThat(send("GET " + path, "Host: " + host + ":" + port(), ""))
                    .as(path)
                    .startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void the_port_is_bound_to_this_machine_alone() {
        assertThat(service.camel().hasService(MainHttpServer.class).getHost()).isEqualTo("localhost");
    }

    @Test
    void the_refusal_says_what_to_do() throws IOException {
        assertThat(send("GET /api/gaps", "Host: rebound.example.org", ""))
                .contains("application/problem+json", "Set api.token, or let the proxy send 'Host: localhost'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: https://box.example.org%X-Forwarded-Host: box.example.org              | true",
                "Origin: https://box.example.org%X-Forwarded-Host: Box.Example.org, proxy.local | true",
                "Origin: https://box.example.org:8443%X-Forwarded-Host: box.example.org:8443    | true",
                "Origin: http://localhost                                                       | true",
                "X-Forwarded-Host: box.example.org                                              | true",
                "Origin: https://box.example.org                                                | false",
                "Origin: https://box.example.org%X-Forwarded-Host: other.example.org            | false",
                "Origin: https://box.example.org%X-Forwarded-Host: other, box.example.org       | false",
                "Origin: null%X-Forwarded-Host: box.example.org                                 | false",
                "Sec-Fetch-Site: same-origin                                                    | true",
                "Sec-Fetch-Site: none                                                           | true",
                "Sec-Fetch-Site: cross-site                                                     | false",
                "Sec-Fetch-Site: same-site                                                      | false",
                "Sec-Fetch-Site: cross-site%Sec-Fetch-Mode: navigate                            | false",
                "Sec-Fetch-Site: something-new                                                  | false",
            })
    void a_page_behind_a_proxy_is_known_by_the_host_that_the_browser_asked(String headers, boolean own)
            throws IOException {
        String lines = "Host: localhost%Content-Type: application/json%" + headers;

        for (String path : new String[] {"/sandbox/api/members", "/api/profiles", "/webhooks/circle"}) {
            String answer = send("POST " + path, lines.replace("%", "\r\n"), "{}");

            int well = path.startsWith("/webhooks") ? 200 : 422;
            assertThat(answer).as(path).startsWith("HTTP/1.1 " + (own ? well : 403));
            assertThat(answer.contains("X-Forwarded-Host")).isEqualTo(!own);
        }
    }

    @ParameterizedTest
    @CsvSource({"navigate, 200", "no-cors, 403", "cors, 403"})
    void a_link_of_another_site_may_be_followed_and_nothing_else(String mode, int status) throws IOException {
        String headers = "Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: " + mode;

        for (String path : new String[] {"/sandbox", "/api/gaps"}) {
            assertThat(send("GET " + path, headers, "")).as(path).startsWith("HTTP/1.1 " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "Multipart/Form-Data; boundary=x",
            })
    void a_form_is_taken_nowhere(String type) throws IOException {
        for (String path : new String[] {"/sandbox/api/members", "/api/profiles", "/webhooks/circle", "/nowhere"}) {
            assertThat(send("POST " + path, "Host: localhost\r\nContent-Type: " + type, "--x--"))
                    .as(path)
                    .startsWith("HTTP/1.1 415");
        }
        assertThat(Path.of("file-uploads")).doesNotExist();
    }

    @Test
    void a_query_does_not_pose_as_headers() throws IOException {
        String posing = "POST /sandbox/api/members?Content-Type=application/json&Origin=http://localhost";

        assertThat(send(posing, "Host: localhost\r\nContent-Type: text/plain", "{}"))
                .startsWith("HTTP/1.1 415");
        assertThat(send(posing, "Host: localhost\r\nContent-Type: text/plain\r\nOrigin: https://evil.test", "{}"))
                .startsWith("HTTP/1.1 403");
    }

    private static int port() {
        return URI.create(service.url()).getPort();
    }

    private static String send(String request, String headers, String body) throws IOException {
        return RawHttp.send(URI.create(service.url()), request, headers, body);
    }
}
