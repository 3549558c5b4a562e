package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the writing calls have in common: the running service, and somebody new for each test. */
abstract class ProfileWriteBase extends ServiceTestBase {

    static final Instant EDITED = Rows.EDITED;
    private static final AtomicLong NUMBERS = new AtomicLong();

    long memberId;
    String user;
    String email;

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @BeforeEach
    void somebodyNew() {
        // So long that no time or token holds the same digits by chance.
        memberId = 7_391_500_000L + NUMBERS.incrementAndGet();
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

    static String missing(UUID profile) {
        return service.jdbc()
                .queryForObject(
                        "SELECT detail ->> 'missing' FROM gap WHERE profile_id = ? AND kind = 'incomplete-profile'"
                                + " AND resolved_at IS NULL",
                        String.class,
                        profile);
    }

    static List<String> timeline(UUID profile) {
        return timeline(profile, "local");
    }

    /** Circle answers such calls only once the latch is down. */
    static CountDownLatch heldBack(Predicate<Call> which) {
        CountDownLatch released = new CountDownLatch(1);
        circle.answer(call -> {
            if (which.test(call)) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return circle.normally(call);
        });
        return released;
    }
}
