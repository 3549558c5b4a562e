package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import io.circlesync.profile.SyncedField;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiDescriptionRouteTest {

    private static final String ONE = "/api/profiles/{id}";
    private static final String TIMELINE = ONE + "/timeline";
    private static final AtomicLong NUMBERS = new AtomicLong(1_000);
    private static final StubCircle CIRCLE = new StubCircle();
    private static RunningService service;
    private static JsonNode document;
    private static UUID ada;

    @BeforeAll
    static void start() throws Exception {
        service = RunningService.start(RunningService.with(CIRCLE));
        ApiRows rows = new ApiRows(service.jdbc());
        ada = rows.profile("ada@example.org", 7);
        rows.gap("missing-workos", ada, 7L, null);
        rows.event("due", "joined", 7L, ApiRows.NOW, "{}");
        rows.conflict(ada, 7, "bio", "ours", "local");
        rows.memberSync(7, ApiRows.NOW, ApiRows.NOW);
        // Nothing is sent through it, so that it is there as long as the test looks.
        new Rows(service.jdbc()).message("mail", "missing-workos", "due_at", Instant.parse("2126-01-22T14:55:35Z"));
        UUID bob = rows.profile("bob@example.org", 8);
        service.jdbc().update("UPDATE profile SET workos_user_id = 'user_1' WHERE id = ?", bob);
        new Rows(service.jdbc()).change(ada, "bio", "new_value", "ours", "source", "local", "rule", "edit");
        HttpResponse<String> answer =
                RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/openapi.json")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        document = Json.mapper().readTree(answer.body());
    }

    @AfterAll
    static void stop() {
        service.close();
        CIRCLE.close();
    }

    @Test
    void every_route_is_described_and_every_described_call_has_a_route() {
        Set<String> described = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> described.add(method.toUpperCase() + " " + path.getKey())));
        described.removeIf(call -> call.contains(" /webhooks/"));
        Set<String> served = new TreeSet<>();
        service.camel().getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointUri())
                .filter(uri -> uri.matches("platform-http:/+(api/|openapi).*"))
                .map(uri -> uri.replaceAll(".*httpMethodRestrict=(\\w+).*", "$1") + " "
                        + uri.replaceAll("^platform-http:/+", "/").replaceAll("\\?.*", ""))
                .map(call -> call.replace("%7B", "{").replace("%7D", "}"))
                .forEach(served::add);
        assertThat(served)
                .contains("POST /api/profiles", "PATCH /api/profiles/{id}", "DELETE /api/profiles/{id}")
                .isEqualTo(described);
    }

    /** Such as /api/profiles/import, which is no profile's id. */
    @Test
    void a_path_that_is_named_takes_its_own_methods_and_not_those_of_one_with_an_id_in_its_place() {
        Map<String, Set<String>> methods = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> methods.computeIfAbsent(path.getKey(), key -> new TreeSet<>())
                                .add(method.toUpperCase())));
        List<String> named = methods.keySet().stream()
                .filter(path -> path.startsWith("/api/") && !path.contains("{"))
                .filter(path -> methods.keySet().stream()
                        .anyMatch(other -> other.contains("{") && path.matches(other.replaceAll("\\{[^}]*}", "[^/]+"))))
                .toList();
        assertThat(named).contains("/api/profiles/import", "/api/members/retry");

        for (String path : named) {
            for (String method : List.of("GET", "HEAD", "PATCH", "PUT", "DELETE")) {
                if (methods.get(path).contains(method.replace("HEAD", "GET"))) {
                    continue;
                }
                HttpResponse<String> answer =
                        RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                                .header("Authorization", "Bearer api-token")
                                .method(method, HttpRequest.BodyPublishers.noBody()));
                assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(405);
                assertThat(answer.headers().firstValue("Allow")).hasValue(String.join(", ", methods.get(path)));
            }
        }
    }

    @Test
    void every_call_stands_under_one_subject_of_which_a_sentence_tells() {
        Set<String> subjects = new TreeSet<>();
        for (JsonNode tag : document.get("tags")) {
            assertThat(subjects.add(tag.get("name").textValue())).isTrue();
            assertThat(tag.get("description").textValue()).endsWith(".");
        }
        Set<String> used = new TreeSet<>();
        for (JsonNode path : document.get("paths")) {
            for (JsonNode call : path) {
                assertThat(call.path("tags"))
                        .as(call.get("operationId").textValue())
                        .hasSize(1);
                used.add(call.get("tags").get(0).textValue());
            }
        }
        assertThat(used).isEqualTo(subjects);
    }

    @Test
    void every_described_parameter_is_taken_and_no_other() {
        Map<String, String> examples = Map.ofEntries(
                Map.entry("limit", "1"),
                Map.entry("status", ""),
                Map.entry("state", ""),
                Map.entry("channel", "mail"),
                Map.entry("kind", "missing-workos"),
                Map.entry("profileId", ada.toString()),
                Map.entry("circleMemberId", "7"),
                Map.entry("workosUserId", "user_1"),
                Map.entry("updatedSince", "2026-01-22T14:54:18Z"),
                Map.entry("email", "ada@example.org"),
                Map.entry("type", "joined"),
                Map.entry("error", "503"),
                Map.entry("since", "2026-01-22T14:54:18Z"),
                Map.entry("field", "bio"));
        for (String path : List.of(
                "/api/profiles",
                "/api/gaps",
                "/api/events",
                "/api/conflicts",
                "/api/members",
                "/api/messages",
                TIMELINE)) {
            for (JsonNode parameter : queryParameters(path)) {
                String name = parameter.get("name").textValue();
                String example = name.equals("cursor") ? cursor(path) : examples.get(name);
                for (String value : values(parameter, example)) {
                    boolean isOfMembers = path.equals("/api/members");
                    boolean isPage = path.equals("/api/profiles")
                            && List.of("limit", "cursor").contains(name);
                    String question = isPage
                            ? "updatedSince=2026-01-22T14:54:18Z&"
                            : name.equals("error") ? isOfMembers ? "state=failed&" : "status=failed&" : "";
                    assertThat(service.get(real(path) + "?" + question + name + "=" + value)
                                    .statusCode())
                            .as(path + " " + name + "=" + value)
                            .isEqualTo(200);
                }
            }
            JsonNode refusal = json(service.get(real(path) + "?nonsense=1"));
            String[] taken = refusal.get("detail")
                    .textValue()
                    .replaceAll(".*expected |\\.$", "")
                    .split(", ");
            assertThat(parameters(path)).containsExactlyInAnyOrder(taken);
        }
    }

    @Test
    void every_answer_has_the_described_fields() {
        assertThat(names(json(service.get("/api/profiles/" + ada)))).isEqualTo(properties("Profile"));
        assertThat(names(json(service.get("/api/profiles?circleMemberId=7")))).isEqualTo(properties("Profile"));
        JsonNode profiles = json(service.get("/api/profiles?updatedSince=2026-01-22T14:54:18Z"));
        assertThat(names(profiles)).isEqualTo(properties("Profiles"));
        assertThat(names(profiles.get("items").get(0))).isEqualTo(properties("Profile"));
        Map.of(
                        "/api/gaps",
                        "Gap",
                        "/api/events",
                        "Event",
                        "/api/conflicts",
                        "Conflict",
                        "/api/members",
                        "Member",
                        "/api/messages",
                        "Message",
                        real(TIMELINE),
                        "Change")
                .forEach((list, schema) -> {
                    JsonNode page = json(service.get(list));
                    assertThat(names(page)).isEqualTo(properties(schema + "s"));
                    assertThat(names(page.get("items").get(0))).isEqualTo(properties(schema));
                });
    }

    @Test
    void every_described_status_of_a_read_comes_as_a_described_problem() {
        Map<String, String> wrong = Map.of(
                "/api/profiles/{id}",
                "/api/profiles/" + ada + "?x=1",
                "/api/profiles",
                "/api/profiles?x=1",
                "/api/gaps",
                "/api/gaps?x=1",
                "/api/events",
                "/api/events?x=1",
                "/api/conflicts",
                "/api/conflicts?x=1",
                TIMELINE,
                "/api/profiles/" + ada + "/timeline?x=1");
        wrong.forEach((path, malformed) -> {
            URI uri = URI.create(service.url() + malformed);
            assertProblem(path, 400, service.get(malformed));
            assertProblem(path, 401, RunningService.send(HttpRequest.newBuilder(uri)));
            assertProblem(
                    path,
                    405,
                    RunningService.send(HttpRequest.newBuilder(uri)
                            .header("Authorization", "Bearer api-token")
                            .PUT(BodyPublishers.noBody())));
        });
        assertProblem(TIMELINE, 404, service.get("/api/profiles/" + UUID.randomUUID() + "/timeline"));
        assertProblem("/api/profiles/{id}", 404, service.get("/api/profiles/" + UUID.randomUUID()));
        assertProblem("/api/profiles", 404, service.get("/api/profiles?circleMemberId=9"));
    }

    @Test
    void every_described_status_of_a_write_comes_as_a_described_problem() {
        String taken = "{\"email\":\"bob@example.org\"}";
        String known = "/api/profiles/" + ada;
        Map<String, Map<Integer, HttpResponse<String>>> calls = Map.of(
                "post /api/profiles",
                Map.of(
                        400, send("POST", "/api/profiles", "[]"),
                        401, send("POST", "/api/profiles", "{}", "Authorization", "none"),
                        409,
                                send(
                                        "POST",
                                        "/api/profiles",
                                        "{\"email\":\"bob@example.org\",\"workosUserId\":\"user_2\"}"),
                        413, send("POST", "/api/profiles", " ".repeat(262_145)),
                        415, send("POST", "/api/profiles", "x", "Content-Type", "application/x-www-form-urlencoded"),
                        422, send("POST", "/api/profiles", "{}")),
                "patch " + ONE,
                Map.of(
                        400, send("PATCH", "/api/profiles/" + ada + "?x=1", "{}"),
                        401, send("PATCH", known, "{}", "Authorization", "none"),
                        404, send("PATCH", "/api/profiles/" + UUID.randomUUID(), "{}"),
                        409, send("PATCH", known, taken),
                        412, send("PATCH", known, "{}", "If-Match", "\"stale\""),
                        413, send("PATCH", known, " ".repeat(262_145)),
                        415, send("PATCH", known, "x", "Content-Type", "multipart/form-data; boundary=x"),
                        422, send("PATCH", known, "{\"id\":1}")),
                "delete " + ONE,
                Map.of(
                        400, send("DELETE", "/api/profiles/" + ada + "?x=1", ""),
                        401, send("DELETE", known, "", "Authorization", "none"),
                        404, send("DELETE", "/api/profiles/" + UUID.randomUUID(), ""),
                        412, send("DELETE", known, "", "If-Match", "\"stale\"")));
        calls.forEach((call, answers) -> answers.forEach((status, answer) -> {
            String[] parts = call.split(" ");
            assertProblem(parts[1], parts[0], status, answer);
        }));
    }

    @Test
    void every_described_success_of_a_write_comes_with_the_described_headers() {
        HttpResponse<String> created = send("POST", "/api/profiles", "{\"email\":\"carol@example.org\"}");
        assertSuccess("/api/profiles", "post", 201, created);
        assertSuccess("/api/profiles", "post", 200, send("POST", "/api/profiles", "{\"email\":\"carol@example.org\"}"));
        String path = created.headers().firstValue("Location").orElseThrow();
        assertSuccess(ONE, "get", 200, service.get(path));
        assertSuccess("/api/profiles", "get", 200, service.get("/api/profiles?email=carol@example.org"));
        assertSuccess(ONE, "patch", 200, send("PATCH", path, "{\"headline\":\"x\"}"));
        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(operation(ONE, "delete").at("/responses/204/description").isTextual())
                .isTrue();
    }

    /** What is described as taken is taken, to the last character; one more is refused, and so is any other field. */
    @Test
    void every_described_field_of_a_write_is_taken_up_to_its_limit() {
        for (String schema : List.of("ProfileForm", "ProfilePatch")) {
            JsonNode described = document.at("/components/schemas/" + schema + "/properties");
            int ofTheAppAlone = schema.equals("ProfileForm") ? 6 : 5;
            assertThat(described.size()).isEqualTo(SyncedField.table().size() + ofTheAppAlone);
            described.properties().forEach(field -> {
                JsonNode rules = field.getValue();
                if (rules.has("maxLength")) {
                    int longest = rules.get("maxLength").intValue();
                    assertThat(write(schema, field.getKey(), text(rules, field.getKey(), longest)))
                            .as(schema + " " + field.getKey())
                            .isIn(200, 201);
                    assertThat(write(schema, field.getKey(), text(rules, field.getKey(), longest + 1)))
                            .as(schema + " " + field.getKey())
                            .isEqualTo(422);
                }
            });
            assertThat(write(schema, "nonsense", "x")).isEqualTo(422);
            assertThat(document.at("/components/schemas/" + schema + "/additionalProperties")
                            .booleanValue())
                    .isFalse();
        }
    }

    private static int write(String schema, String field, String value) {
        ObjectNode body = Json.mapper().createObjectNode();
        if (schema.equals("ProfileForm")) {
            body.put("email", field + value.length() + "@limit.example.org");
            HttpResponse<String> answer =
                    send("POST", "/api/profiles", body.put(field, value).toString());
            answer.headers().firstValue("Location").ifPresent(path -> send("DELETE", path, ""));
            return answer.statusCode();
        }
        UUID profile =
                new ApiRows(service.jdbc()).profile(UUID.randomUUID() + "@example.org", NUMBERS.incrementAndGet());
        int status = send(
                        "PATCH",
                        "/api/profiles/" + profile,
                        body.put(field, value).toString())
                .statusCode();
        service.jdbc().update("DELETE FROM profile WHERE id = ?", profile);
        return status;
    }

    private static String text(JsonNode rules, String field, int length) {
        String start = rules.path("format").asText().equals("uri") ? "https://example.org/" : field;
        if (field.equals("email")) {
            String domain = ("d".repeat(60) + ".").repeat(3);
            return "a".repeat(60) + "@" + domain + "e".repeat(length - 61 - domain.length());
        }
        return start + "x".repeat(length - start.length());
    }

    private static void assertSuccess(String path, String method, int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(names(json(answer))).isEqualTo(properties("Profile"));
        JsonNode headers = operation(path, method).at("/responses/" + status + "/headers");
        assertThat(headers.has("ETag")).isTrue();
        for (String header : names(headers)) {
            assertThat(answer.headers().firstValue(header)).as(header).isPresent();
        }
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers) {
        Map<String, String> all =
                new HashMap<>(Map.of("Authorization", "Bearer api-token", "Content-Type", "application/json"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(service.url() + path)).method(method, BodyPublishers.ofString(body));
        all.forEach(request::header);
        return RunningService.send(request);
    }

    private static String cursor(String path) {
        return switch (path) {
            case "/api/profiles" -> Cursor.after(Cursor.Position.START);
            case "/api/members", "/api/messages" -> Cursor.after(Cursor.Place.START);
            default -> Cursor.below(9);
        };
    }

    private static String real(String path) {
        return path.replace("{id}", ada.toString());
    }

    private static void assertProblem(String path, int status, HttpResponse<String> answer) {
        assertProblem(path, "get", status, answer);
    }

    private static void assertProblem(String path, String method, int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(method + path + answer.body()).isEqualTo(status);
        assertThat(operation(path, method).get("responses").has(Integer.toString(status)))
                .as(method + path + status)
                .isTrue();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(properties("Problem")).containsAll(names(json(answer)));
    }

    private static List<String> values(JsonNode parameter, String example) {
        List<String> values = new ArrayList<>();
        parameter.at("/schema/enum").forEach(value -> values.add(value.textValue()));
        return values.isEmpty() ? List.of(example) : values;
    }

    private static List<String> parameters(String path) {
        return queryParameters(path).stream()
                .map(parameter -> parameter.get("name").textValue())
                .toList();
    }

    private static List<JsonNode> queryParameters(String path) {
        List<JsonNode> parameters = new ArrayList<>();
        operation(path, "get").get("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                parameters.add(parameter);
            }
        });
        return parameters;
    }

    private static JsonNode operation(String path, String method) {
        return document.get("paths").get(path).get(method);
    }

    private static List<String> properties(String schema) {
        return names(document.at("/components/schemas/" + schema + "/properties"));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
