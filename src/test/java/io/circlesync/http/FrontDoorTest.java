package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.LogLines;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every request, whichever route it is for. */
class FrontDoorTest {

    private static final String SECRET = "pa+ss/word=";
    private static final String WORKOS_SECRET = "whsec_front_door";
    private static final String EVENT = "{\"type\":\"something\",\"data\":{\"community_member_id\":7}}";
    private static final StubCircle CIRCLE = new StubCircle();
    private static RunningService service;

    @BeforeAll
    static void start() {
        Map<String, String> settings = RunningService.with(CIRCLE);
        settings.put("circle.webhook-secret", SECRET);
        settings.put("workos.webhook-secret", WORKOS_SECRET);
        service = RunningService.start(settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        CIRCLE.close();
    }

    @BeforeEach
    void forget_earlier_events() {
        service.jdbc().execute("DELETE FROM event");
    }

    @Test
    void who_resets_the_connection_is_no_fault_of_ours() throws Exception {
        try (LogLines log = LogLines.of(io.vertx.ext.web.RoutingContext.class)) {
            for (int i = 0; i < 5; i++) {
                try (Socket caller =
                        new Socket("localhost", URI.create(service.url()).getPort())) {
                    caller.setSoLinger(true, 0);
                    caller.getOutputStream()
                            .write(("POST /api/profiles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer api-token\r\n"
                                            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                                    .getBytes(StandardCharsets.US_ASCII));
                    assertThat(service.get("/api/gaps").statusCode()).isEqualTo(200);
                }
            }
            await().during(Duration.ofMillis(300)).until(() -> log.lines().isEmpty());
        }
    }

    /** Anybody can, as often as they like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "Content-Length: 100\r\n\r\n{"
            })
    void who_breaks_off_is_no_fault_of_ours(String rest) throws Exception {
        try (LogLines log = LogLines.of(io.vertx.ext.web.RoutingContext.class)) {
            for (String path :
                    List.of("/webhooks/circle?secret=pa%2Bss/word%3D", "/webhooks/circle", "/api/profiles")) {
                try (Socket caller =
                        new Socket("localhost", URI.create(service.url()).getPort())) {
                    caller.getOutputStream()
                            .write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer api-token\r\n"
                                            + "Content-Type: application/json\r\n" + rest)
                                    .getBytes(StandardCharsets.US_ASCII));
                    caller.shutdownOutput();
                    caller.setSoTimeout(10_000);
                    caller.getInputStream().readAllBytes();
                }
            }
            assertThat(service.get("/api/gaps").statusCode()).isEqualTo(200);
            assertThat(log.lines()).isEmpty();
        }
        assertThat(service.jdbc().queryForObject("SELECT count(*) FROM event", Integer.class))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404, Not found",
        "GET, /api/nothing, 404, Not found",
        "GET, /api/profiles?email=nobody@example.org, 404, Not found",
        "DELETE, /webhooks/circle, 405, Method not allowed",
        "DELETE, /openapi.json, 405, Method not allowed",
        "DELETE, /api/gaps, 405, Method not allowed"
    })
    void a_status_has_one_title_whoever_answers(String method, String path, int status, String title) {
        HttpResponse<String> answer = RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"title\":\"" + title + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "public, /openapi.json, 200",
        "public, /webhooks/circle, 200",
        "public, /webhooks/workos, 200",
        "public, /api/gaps, 200",
        "public, /api/gaps?limit=1, 200",
        "public, /api/events, 200",
        "public, /api/conflicts, 200",
        "public, /api/gaps?kind=hole, 400",
        "public, /api/profiles?email=nobody@example.org, 404",
        "public, /api/nothing, 404",
        "public, /nothing, 404",
        "management, /observe/health, 200",
        "management, /observe/metrics, 200",
        "management, /hawtio/, 200",
        "management, /hawtio/index.html, 200",
        "management, /hawtio/hawtconfig.json, 200",
        "management, /hawtio/img/hawtio-logo.svg, 200",
        "management, /jolokia/version, 200",
        "management, /nothing, 404"
    })
    void head_is_answered_as_get_without_a_body(String port, String path, int status) throws Exception {
        URI uri = URI.create((port.equals("public") ? service.url() : service.managementUrl()) + path);
        HttpResponse<String> get = RunningService.send(authorized(uri));
        try (RawConnection client = new RawConnection(uri.getPort())) {
            String end = path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer api-token\r\n";
            client.send("HEAD " + end + "\r\nGET " + end + "Connection: close\r\n\r\n");
            String head = client.head();
            assertThat(get.statusCode()).isEqualTo(status);
            assertThat(head).startsWith("HTTP/1.1 " + status + " ");
            assertThat(head.toLowerCase())
                    .contains("content-type: "
                            + get.headers()
                                    .firstValue("Content-Type")
                                    .orElseThrow()
                                    .toLowerCase());
            // Nothing stands between the two answers.
            assertThat(client.rest()).startsWith("HTTP/1.1 " + status + " ").contains("\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "deflate", "deflate raw", "identity", "identity, gzip"})
    void a_coded_event_is_kept_as_it_was_before(String coding) {
        HttpResponse<String> answer = RunningService.send(webhook()
                .header("Content-Encoding", coding.replace(" raw", ""))
                .POST(BodyPublishers.ofByteArray(coded(coding, EVENT))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(bodies()).containsExactly(EVENT);
    }

    @ParameterizedTest
    @CsvSource({
        "br, 415",
        "zstd, 415",
        "'gzip, gzip', 415",
        "nonsense, 415",
        "gzip broken, 400",
        "deflate broken, 400",
        "gzip cut, 400",
        "gzip bomb, 413",
        "deflate bomb, 413"
    })
    void a_body_whose_coding_cannot_be_undone_is_refused_and_nothing_is_kept(String coding, int status)
            throws Exception {
        String event = coding.endsWith("bomb") ? EVENT + " ".repeat(50_000_000) : EVENT;
        byte[] body = coded(coding, event);
        if (coding.endsWith("broken")) {
            body = EVENT.getBytes(StandardCharsets.UTF_8);
        } else if (coding.endsWith("cut")) {
            body = Arrays.copyOf(body, body.length - 12);
        }
        String header = coding.replaceAll(" (bomb|broken|cut)", "");

        HttpResponse<String> webhook = RunningService.send(
                webhook().header("Content-Encoding", header).POST(BodyPublishers.ofByteArray(body)));
        HttpResponse<String> form = RunningService.send(authorized(URI.create(service.url() + "/api/profiles"))
                .header("Content-Encoding", header)
                .POST(BodyPublishers.ofByteArray(body)));

        for (HttpResponse<String> answer : List.of(webhook, form)) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(answer.headers().firstValue("Accept-Encoding").isPresent())
                    .isEqualTo(status == 415);
        }
        assertThat(bodies()).isEmpty();
    }

    @Test
    void a_coded_form_is_read() throws Exception {
        HttpResponse<String> answer = RunningService.send(authorized(URI.create(service.url() + "/api/profiles"))
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(coded("gzip", "{\"email\":\"packed@example.org\"}"))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** The sender may have signed what it packed, or packed what it signed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_coded_event_of_workos_is_taken_whichever_bytes_are_signed(boolean signedAsSent) throws Exception {
        String event = "{\"id\":\"event_" + signedAsSent + "\",\"event\":\"organization.created\",\"data\":{}}";
        byte[] sent = coded("gzip", event);
        assertThat(workos(sent, signedAsSent ? sent : event.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(200);
        assertThat(bodies()).containsExactly(event);
        assertThat(workos(sent, "another".getBytes(StandardCharsets.UTF_8))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?secret=pa+ss/word=", "?secret=pa%2Bss%2Fword%3D", "?secret=pa%2bss/word="})
    void a_secret_in_the_address_may_hold_a_plus_sign_as_it_is(String query) {
        assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/circle" + query))
                                .POST(BodyPublishers.ofString(EVENT)))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?secret=pa%20ss/word=", "?secret=pass/word=", "?secret=pa+ss/word", "?secret="})
    void a_wrong_secret_in_the_address_is_401_and_says_how_a_plus_sign_is_written(String query) {
        HttpResponse<String> answer =
                RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/circle" + query))
                        .POST(BodyPublishers.ofString(EVENT)));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("%2B").doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "/webhooks/circle, Content-Length: 255000",
        "/webhooks/circle?secret=wrong, Content-Length: 2",
        "/webhooks/circle?secret=wrong, Transfer-Encoding: chunked",
        "/api/profiles, Content-Length: 255000",
        "/api/nothing, Transfer-Encoding: chunked",
        "/webhooks/workos, Content-Length: 255000"
    })
    void whoever_shows_no_secret_hears_so_before_the_body_is_read(String path, String length) throws IOException {
        try (RawConnection stranger =
                new RawConnection(URI.create(service.url()).getPort())) {
            stranger.send("POST " + path + " HTTP/1.1\r\nHost: a\r\n" + length + "\r\n\r\n");
            assertThat(stranger.head()).startsWith("HTTP/1.1 401 ").contains("application/problem+json");
        }
    }

    /** With the heap of these tests, the bodies alone would be more than strangers may have under way. */
    @Test
    void hundreds_of_unfinished_bodies_are_held_within_limits_and_disturb_nobody() throws Exception {
        String begun = " HTTP/1.1\r\nHost: a\r\nContent-Length: 262144\r\nWorkOS-Signature: t="
                + Instant.now().toEpochMilli() + ", v1=00\r\n\r\n" + "x".repeat(255 * 1024);
        List<RawConnection> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                RawConnection stranger =
                        new RawConnection(URI.create(service.url()).getPort());
                strangers.add(stranger);
                stranger.send("POST " + (i % 2 == 0 ? "/webhooks/workos" : "/webhooks/circle") + begun);
            }
            assertThat(RunningService.send(webhook().POST(BodyPublishers.ofString(EVENT)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(RunningService.send(
                                    HttpRequest.newBuilder(URI.create(service.managementUrl() + "/observe/health")))
                            .statusCode())
                    .isEqualTo(200);
            byte[] event = "{\"id\":\"event_beside_strangers\",\"event\":\"organization.created\",\"data\":{}}"
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(workos(coded("gzip", new String(event, StandardCharsets.UTF_8)), event))
                    .isEqualTo(200);
            List<String> answers = new ArrayList<>();
            for (RawConnection stranger : strangers) {
                String answer = stranger.rest();
                answers.add(answer.length() < 12 ? "" : answer.substring(9, 12));
            }
            long limit = Runtime.getRuntime().maxMemory() / 32;
            assertThat(answers).filteredOn("408"::equals).hasSizeBetween(1, (int) (limit / 262_144));
            assertThat(answers).filteredOn("503"::equals).isEmpty();
            assertThat(answers).as("gave way").filteredOn(""::equals).isNotEmpty();
            assertThat(answers).filteredOn("401"::equals).hasSizeGreaterThan(100);
        } finally {
            for (RawConnection stranger : strangers) {
                stranger.close();
            }
        }
    }

    private static int workos(byte[] sent, byte[] signed) throws Exception {
        String time = Long.toString(Instant.now().toEpochMilli());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(WORKOS_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/workos"))
                        .header(
                                "WorkOS-Signature",
                                "t=" + time + ", v1=" + HexFormat.of().formatHex(mac.doFinal(signed)))
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(sent)))
                .statusCode();
    }

    private static byte[] coded(String coding, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (var out = coding.equals("identity")
                ? coded
                : coding.startsWith("deflate")
                        ? new DeflaterOutputStream(coded, new Deflater(9, coding.endsWith("raw")))
                        : new GZIPOutputStream(coded)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return coded.toByteArray();
    }

    private static HttpRequest.Builder webhook() {
        return HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/circle"))
                .header("X-Webhook-Secret", SECRET)
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.Builder authorized(URI uri) {
        return HttpRequest.newBuilder(uri).header("Authorization", "Bearer api-token");
    }

    private static List<String> bodies() {
        return service.jdbc().queryForList("SELECT body FROM event ORDER BY id", String.class);
    }
}
