package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import io.circlesync.profile.EmailAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the writing calls have in common: the running service, somebody new for each test, and their rows. */
abstract class ProfileWriteBase {

    static final Instant EDITED = Instant.parse("2026-01-10T10:00:00Z");
    private static final AtomicLong NUMBERS = new AtomicLong();

    static StubCircle circle;
    static RunningService service;

    long memberId;
    String user;
    String email;

    @BeforeAll
    static void start() {
        circle = new StubCircle();
        service = RunningService.start(RunningService.with(circle));
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @BeforeEach
    void somebodyNew() {
        circle.answerNormally();
        memberId = 5000 + NUMBERS.incrementAndGet();
        user = "user_" + memberId;
        email = "ada" + memberId + "@example.org";
    }

    static HttpResponse<String> call(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return RunningService.send(request);
    }

    static HttpResponse<String> submit(JsonNode form) {
        return call("POST", "/api/profiles", form.toString());
    }

    static HttpResponse<String> edit(UUID profile, JsonNode patch, String... headers) {
        return call("PATCH", "/api/profiles/" + profile, patch.toString(), headers);
    }

    static HttpResponse<String> erase(UUID profile, String... headers) {
        return call("DELETE", "/api/profiles/" + profile, null, headers);
    }

    /** The smallest form of this test's person. */
    ObjectNode form() {
        return object().put("email", email);
    }

    /** A form with which nothing is missing. */
    ObjectNode completeForm() {
        ObjectNode form =
                form().put("workosUserId", user).put("firstName", "Ada").put("headline", "Analyst");
        form.putArray("thingsICanOffer").add("Maths");
        return form;
    }

    static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    static UUID id(HttpResponse<String> answer) {
        return UUID.fromString(json(answer).get("id").textValue());
    }

    static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    static HttpResponse<String> read(UUID profile) {
        return service.get("/api/profiles/" + profile);
    }

    /** Asserts a problem of this status, and gives its text. */
    static String assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(json(answer).get("status").intValue()).isEqualTo(status);
        return json(answer).get("detail").textValue();
    }

    /** The fields that a 422 names. */
    static List<String> wrongFields(HttpResponse<String> answer) {
        assertProblem(answer, 422);
        List<String> fields = new ArrayList<>();
        for (JsonNode error : json(answer).get("errors")) {
            assertThat(error.get("detail").textValue()).isNotBlank();
            fields.add(error.get("field").textValue());
        }
        return fields;
    }

    /** A profile that was edited last long ago; more columns as alternating names and values. */
    UUID profile(String address, Object... columns) {
        UUID id = UUID.randomUUID();
        service.jdbc()
                .update(
                        "INSERT INTO profile (id, email, email_key, email_verified, created_at, updated_at)"
                                + " VALUES (?, ?, ?, true, ?, ?)",
                        id,
                        address,
                        EmailAddress.of(address).key(),
                        Timestamp.from(EDITED),
                        Timestamp.from(EDITED));
        for (int i = 0; i < columns.length; i += 2) {
            service.jdbc().update("UPDATE profile SET " + columns[i] + " = ? WHERE id = ?", columns[i + 1], id);
        }
        return id;
    }

    /** The whole row, to compare it with itself later. */
    static String snapshot(UUID profile) {
        return service.jdbc()
                .queryForObject("SELECT to_jsonb(profile)::text FROM profile WHERE id = ?", String.class, profile);
    }

    static Map<String, Object> row(UUID profile) {
        return service.jdbc().queryForMap("SELECT * FROM profile WHERE id = ?", profile);
    }

    static long count(String query, Object... arguments) {
        return service.jdbc().queryForObject("SELECT count(*) FROM " + query, Long.class, arguments);
    }

    static List<String> openGaps(UUID profile) {
        return service.jdbc()
                .queryForList(
                        "SELECT kind FROM gap WHERE profile_id = ? AND resolved_at IS NULL ORDER BY kind",
                        String.class,
                        profile);
    }

    static String missing(UUID profile) {
        return service.jdbc()
                .queryForObject(
                        "SELECT detail ->> 'missing' FROM gap WHERE profile_id = ? AND kind = 'incomplete-profile'"
                                + " AND resolved_at IS NULL",
                        String.class,
                        profile);
    }

    static List<String> messages(UUID profile) {
        return service.jdbc()
                .queryForList(
                        "SELECT kind || '/' || channel FROM outbox WHERE profile_id = ? ORDER BY id",
                        String.class,
                        profile);
    }

    static List<String> timeline(UUID profile) {
        return service.jdbc()
                .queryForList(
                        "SELECT field || ': ' || coalesce(old_value, '-') || ' > ' || coalesce(new_value, '-') || ' '"
                                + " || rule FROM change WHERE profile_id = ? AND source = 'local' ORDER BY id",
                        String.class,
                        profile);
    }
}
