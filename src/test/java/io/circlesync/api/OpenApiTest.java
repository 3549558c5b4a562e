package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {

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
    void every_read_route_is_described_and_every_described_read_has_a_route() {
        Set<String> described = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> described.add(method.toUpperCase() + " " + path.getKey())));
        described.removeIf(call -> !call.startsWith("GET "));
        Set<String> served = new TreeSet<>();
        service.camel().getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointUri())
                .filter(uri -> uri.matches("platform-http:/+(api/|openapi).*httpMethodRestrict=GET.*"))
                .map(uri -> uri.replaceAll("^platform-http:/+", "/").replaceAll("\\?.*", ""))
                .map(path -> "GET " + path.replace("%7B", "{").replace("%7D", "}"))
                .forEach(served::add);
        assertThat(served).isNotEmpty().isEqualTo(described);
    }

    @Test
    void every_described_parameter_is_taken_and_no_other() {
        Map<String, String> examples = Map.of(
                "limit", "1",
                "cursor", Cursor.below(9),
                "status", "",
                "kind", "missing-workos",
                "profileId", ada.toString(),
                "circleMemberId", "7",
                "email", "ada@example.org",
                "type", "joined",
                "field", "bio");
        for (String path : List.of("/api/profiles", "/api/gaps", "/api/events", "/api/conflicts")) {
            for (JsonNode parameter : operation(path).get("parameters")) {
                String name = parameter.get("name").textValue();
                for (String value : values(parameter, examples.get(name))) {
                    assertThat(service.get(path + "?" + name + "=" + value).statusCode())
                            .as(path + " " + name + "=" + value)
                            .isEqualTo(200);
                }
            }
            JsonNode refusal = json(service.get(path + "?nonsense=1"));
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
        Map.of("gaps", "Gap", "events", "Event", "conflicts", "Conflict").forEach((list, schema) -> {
            JsonNode page = json(service.get("/api/" + list));
            assertThat(names(page)).isEqualTo(properties(schema + "s"));
            assertThat(names(page.get("items").get(0))).isEqualTo(properties(schema));
        });
    }

    @Test
    void every_described_status_of_a_read_comes_as_a_described_problem() {
        Map<String, String> wrong = Map.of(
                "/api/profiles/{id}", "/api/profiles/x",
                "/api/profiles", "/api/profiles?x=1",
                "/api/gaps", "/api/gaps?x=1",
                "/api/events", "/api/events?x=1",
                "/api/conflicts", "/api/conflicts?x=1");
        wrong.forEach((path, malformed) -> {
            URI uri = URI.create(service.url() + malformed);
            assertProblem(path, 400, service.get(malformed));
            assertProblem(path, 401, RunningService.send(HttpRequest.newBuilder(uri)));
            assertProblem(
                    path,
                    405,
                    RunningService.send(HttpRequest.newBuilder(uri)
                            .header("Authorization", "Bearer api-token")
                            .DELETE()));
        });
        assertProblem("/api/profiles/{id}", 404, service.get("/api/profiles/" + UUID.randomUUID()));
        assertProblem("/api/profiles", 404, service.get("/api/profiles?circleMemberId=8"));
    }

    private static void assertProblem(String path, int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(path).isEqualTo(status);
        assertThat(operation(path).get("responses").has(Integer.toString(status)))
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
        List<String> names = new ArrayList<>();
        operation(path)
                .get("parameters")
                .forEach(parameter -> names.add(parameter.get("name").textValue()));
        return names;
    }

    private static JsonNode operation(String path) {
        return document.get("paths").get(path).get("get");
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
