package io.circlesync.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Fields;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.Tables;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that mean harm, or might as well: none steers a component, none is a fault of ours, none is half taken. */
class CircleWebhookHostileTest {

    private static final String EVENT =
            "{\"type\":\"community_member_updated\",\"data\":{\"community_member_id\":501}}";

    private static StubCircle circle;
    private static StubPartner decoy;
    private static RunningService service;

    @TempDir
    private java.nio.file.Path folder;

    @BeforeAll
    static void start() {
        circle = new StubCircle();
        decoy = new StubPartner(call -> Answer.json(200, "{}"));
        service = RunningService.start(RunningService.with(circle));
    }

    @AfterAll
    static void stop() {
        service.close();
        decoy.close();
        circle.close();
    }

    @BeforeEach
    void forget_earlier_events() {
        service.jdbc().execute("TRUNCATE event");
    }

    /** Ways of writing a Camel header's name that filters and components have disagreed about (CVE-2025-27636). */
    enum Spelling {
        AS_CAMEL {
            @Override
            String write(String name) {
                return "Camel" + name;
            }
        },
        LOWER {
            @Override
            String write(String name) {
                return ("camel" + name).toLowerCase(Locale.ROOT);
            }
        },
        UPPER {
            @Override
            String write(String name) {
                return ("Camel" + name).toUpperCase(Locale.ROOT);
            }
        },
        MIXED {
            @Override
            String write(String name) {
                return "cAmEl" + name;
            }
        },
        PACKAGE {
            @Override
            String write(String name) {
                return "org.apache.camel." + name;
            }
        },
        DOTTED {
            @Override
            String write(String name) {
                return "Camel." + name;
            }
        },
        UNDERSCORED {
            @Override
            String write(String name) {
                return "Camel_" + name;
            }
        },
        BARE {
            @Override
            String write(String name) {
                return name;
            }
        };

        abstract String write(String name);
    }

    @ParameterizedTest
    @EnumSource(Spelling.class)
    void headers_never_steer_a_component(Spelling spelling) {
        HttpRequest.Builder request = request("").POST(BodyPublishers.ofString(EVENT));
        orders().forEach((name, value) -> request.header(spelling.write(name), value));

        assertTakenAsIfNothingWereThere(request);
    }

    @ParameterizedTest
    @EnumSource(Spelling.class)
    void query_parameters_never_steer_a_component(Spelling spelling) {
        assertTakenAsIfNothingWereThere(request("?" + encoded(spelling)).POST(BodyPublishers.ofString(EVENT)));
    }

    @ParameterizedTest
    @EnumSource(Spelling.class)
    void form_fields_are_refused_with_their_form(Spelling spelling) {
        HttpRequest.Builder request = request("")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encoded(spelling)));

        assertThat(RunningService.send(request).statusCode()).isEqualTo(415);
        assertNothingWasSteered();
        assertThat(events()).isEmpty();
    }

    private Map<String, String> orders() {
        return Map.ofEntries(
                Map.entry("HttpUri", decoy.url() + "/uri"),
                Map.entry("HttpPath", "/path"),
                Map.entry("HttpQuery", "a=b"),
                Map.entry("HttpMethod", "DELETE"),
                Map.entry("HttpBaseUri", decoy.url()),
                Map.entry("SqlQuery", "DROP TABLE conflict"),
                Map.entry("SqlTemplate", "DROP TABLE conflict"),
                Map.entry("SqlParameters", "x"),
                Map.entry("JdbcParameters", "x"),
                Map.entry("JdbcQuery", "DROP TABLE conflict"),
                Map.entry("FileName", folder.resolve("planted").toString()),
                Map.entry("OverruleFileName", folder.resolve("planted").toString()),
                Map.entry("BeanMethodName", "toString"),
                Map.entry("ExecCommandExecutable", "touch"),
                Map.entry("ExecCommandArgs", folder.resolve("planted").toString()),
                Map.entry("ToEndpoint", decoy.url()),
                Map.entry("SlipEndpoint", decoy.url()),
                Map.entry("Destination", decoy.url()),
                Map.entry("ErrorHandlerHandled", "true"),
                Map.entry("RestHttpUri", decoy.url()),
                Map.entry("memberId", "666"));
    }

    private String encoded(Spelling spelling) {
        return orders().entrySet().stream()
                .map(order -> spelling.write(order.getKey()) + "="
                        + URLEncoder.encode(order.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private void assertTakenAsIfNothingWereThere(HttpRequest.Builder request) {
        Tables.empty(service.jdbc(), "profile, gap, outbox, conflict");
        service.jdbc().execute("DELETE FROM member_sync WHERE lease_token IS NULL");
        int callsBefore = circle.calls().size();
        circle.put(StubCircle.member(501, "ada@example.org", "Ada Lovelace", Instant.parse("2026-01-22T14:55:35Z")));

        HttpResponse<String> answer = RunningService.send(request);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("OK");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.contains("camel"));
        await().untilAsserted(() -> assertThat(service.jdbc()
                        .queryForList("SELECT email FROM profile WHERE circle_member_id = 501", String.class))
                .containsExactly("ada@example.org"));
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("disposition", "due")
                        .containsEntry("circle_member_id", 501L)
                        .containsEntry("body", EVENT));
        assertThat(circle.calls().stream().skip(callsBefore)).isNotEmpty().allSatisfy(call -> {
            assertThat(call.method()).isEqualTo("GET");
            assertThat(call.path()).isEqualTo("/api/admin/v2/community_members/501");
            assertThat(call.query()).isNull();
            assertThat(call.headers().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("camel"));
        });
        assertNothingWasSteered();
    }

    private void assertNothingWasSteered() {
        assertThat(decoy.calls()).isEmpty();
        assertThat(folder).isEmptyDirectory();
        assertThat(service.jdbc().queryForObject("SELECT to_regclass('conflict') IS NOT NULL", Boolean.class))
                .isTrue();
    }

    static Stream<byte[]> strange_bytes_that_are_not_json() {
        return Stream.of(
                        "{\"type\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1),
                        new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xC3, '"', '}'},
                        new byte[] {(byte) 0xFF, (byte) 0xFE, 'x'},
                        new byte[] {0, 0, (byte) 0xFE, (byte) 0xFF, 0, (byte) 0x7F, 0, 0},
                        "{\"type\":\"a\0b\"}".getBytes(StandardCharsets.UTF_8),
                        new byte[] {0, 0, 0, 0, 0},
                        new byte[64 * 1024])
                .map(byte[]::clone);
    }

    @ParameterizedTest
    @MethodSource
    void strange_bytes_that_are_not_json(byte[] body) {
        HttpResponse<String> answer = RunningService.send(request("").POST(BodyPublishers.ofByteArray(body)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(events()).extracting("disposition").containsExactly("quarantined");
    }

    static Stream<String> strange_json() {
        String id = "\"community_member_id\":502";
        return Stream.of(
                "{\"type\":\"a\\u0000b\"," + id + "}",
                "{\"type\":\"a\\ud800b\"," + id + "}",
                "{\"type\":\"x\",\"n\\u0000ame\":\"\\udc00\"," + id + "}",
                "{\"type\":\"x\",\"type\":\"y\",\"community_member_id\":1," + id + "}",
                "{\"type\":\"" + "t".repeat(200_000) + "\"," + id + "}",
                "{\"type\":\"x','y\\\"${body}{{database.url}}:#x\"," + id + "}",
                "{\"type\":\"x\",\"n\":" + "9".repeat(999) + "," + id + "}",
                "{\"type\":\"x\",\"n\":1e999999999," + id + "}",
                "{\"type\":\"x\",\"deep\":" + "[".repeat(900) + "]".repeat(900) + "," + id + "}",
                "{\"type\":\"x\",\"data\":{" + id + ",\"member\":{\"id\":502,\"deep\":" + "[".repeat(900)
                        + "]".repeat(900) + "}}}",
                "{\"type\":\"x\"," + id
                        + IntStream.range(0, 15_000)
                                .mapToObj(i -> ",\"k" + i + "\":1")
                                .collect(Collectors.joining())
                        + "}",
                "\uFEFF{\"type\":\"x\"," + id + "}");
    }

    @ParameterizedTest
    @MethodSource
    void strange_json(String body) {
        HttpResponse<String> answer = RunningService.send(request("").POST(BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("disposition", "due")
                        .containsEntry("circle_member_id", 502L)
                        .containsEntry("body", body));
    }

    static Stream<String> strange_member_data() {
        List<String> places = List.of(
                "id", "name", "headline", "email", "updated_at", "bio", "profile_fields", "flattened_profile_fields");
        List<String> values = List.of(
                "[".repeat(900) + "]".repeat(900),
                "[".repeat(900) + "\"x\"" + "]".repeat(900),
                "{\"a\":".repeat(900) + "1" + "}".repeat(900),
                "[{\"key\":" + "[".repeat(900) + "]".repeat(900) + "}]",
                "{\"bio\":" + "[".repeat(900) + "]".repeat(900) + "}",
                "9".repeat(999),
                "1e999999999",
                "-1e-999999999",
                "\"" + "9".repeat(200_000) + "\"",
                "{\"" + "k".repeat(40_000) + "\":1}");
        return places.stream().flatMap(place -> values.stream().map(value -> wholeMember(place, value)));
    }

    /** Data that would save the fetch, but for one value. */
    private static String wholeMember(String place, String value) {
        Map<String, String> member = new LinkedHashMap<>(Map.of(
                "id", "503",
                "name", "\"Ada\"",
                "headline", "null",
                "email", "\"ada@example.org\"",
                "updated_at", "\"2026-01-22T14:55:35Z\""));
        Fields.with().keys().values().forEach(key -> member.put(key, "null"));
        member.put(place, value);
        return member.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(
                        ",",
                        "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":503},\"member\":{",
                        "}}"));
    }

    /** Whatever the data are, the member is named, and will be fetched. */
    @ParameterizedTest
    @MethodSource
    void strange_member_data(String body) {
        HttpResponse<String> answer = RunningService.send(request("").POST(BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(events())
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .containsEntry("disposition", "due")
                        .containsEntry("circle_member_id", 503L)
                        .containsEntry("body", body));
    }

    static Stream<String> json_beyond_all_limits() {
        return Stream.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(40_000),
                "[".repeat(2_000) + "]".repeat(2_000),
                "{\"type\":\"x\",\"n\":" + "9".repeat(100_000) + "}",
                "{\"" + "k".repeat(60_000) + "\":1}");
    }

    @ParameterizedTest
    @MethodSource
    void json_beyond_all_limits(String body) {
        assertThat(RunningService.send(request("").POST(BodyPublishers.ofString(body)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(events()).extracting("disposition").containsExactly("quarantined");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /webhooks/circle?secret=%zz HTTP/1.1\r\nHost: a\r\n",
                "POST /webhooks/circle HTTP/1.1\r\nHost: a b\r\nAuthorization: Bearer webhook-secret\r\n",
            })
    void a_malformed_request_is_refused(String head) throws IOException {
        assertThat(raw(head + "Content-Length: " + EVENT.length() + "\r\nConnection: close\r\n\r\n" + EVENT))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json");
        assertThat(events()).isEmpty();
    }

    @Test
    void a_long_query_and_long_headers_are_refused() throws IOException {
        String end = "\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

        assertThat(raw("POST /webhooks/circle?a=" + "x".repeat(5_000) + " HTTP/1.1" + end))
                .contains(" 414 ", "application/problem+json");
        assertThat(raw("POST /webhooks/circle HTTP/1.1\r\nX: " + "x".repeat(9_000) + end))
                .contains(" 431 ", "application/problem+json");
    }

    private static HttpRequest.Builder request(String query) {
        return HttpRequest.newBuilder(URI.create(service.url() + "/webhooks/circle" + query))
                .header("X-Webhook-Secret", "webhook-secret");
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", URI.create(service.url()).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Map<String, Object>> events() {
        return service.jdbc().queryForList("SELECT * FROM event ORDER BY id");
    }
}
