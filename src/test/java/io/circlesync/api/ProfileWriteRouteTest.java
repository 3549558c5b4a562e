package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers of the writing calls who have no token, or more in their request than they should. */
class ProfileWriteRouteTest extends ProfileWriteBase {

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer wrong", "Basic api-token"})
    void without_the_token_nothing_is_written(String authorization) {
        UUID known = rows().profile(email);
        String before = snapshot(known);
        String query = "?Authorization=Bearer%20api-token";
        for (String[] call : new String[][] {
            {"POST", "/api/profiles", "{\"email\":\"x" + email + "\"}"},
            {"POST", "/api/profiles" + query, "{\"email\":\"x" + email + "\"}"},
            {"POST", "/api/profiles", "{\"email\":"},
            {"PATCH", "/api/profiles/" + known, "{\"headline\":\"New\"}"},
            {"PATCH", "/api/profiles/" + known + query, "{\"headline\":\"New\"}"},
            {"DELETE", "/api/profiles/" + known, ""},
            {"DELETE", "/api/profiles/" + known + query, ""},
            {"GET", "/api/profiles/" + known + "/timeline", ""}
        }) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service.url() + call[1]))
                    .header("Content-Type", "application/json")
                    .method(call[0], BodyPublishers.ofString(call[2]));
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            assertProblem(RunningService.send(request), 401);
        }
        assertThat(snapshot(known)).isEqualTo(before);
        assertThat(count("profile WHERE email = ?", "x" + email)).isZero();
    }

    static Stream<String> steeringHeaders() {
        return SteeringHeaders.and("CamelHttpResponseCode", "userId", "referralCode", "document", "ETag", "Location");
    }

    @ParameterizedTest
    @MethodSource("steeringHeaders")
    void no_header_of_a_caller_steers_anything(String name) {
        String value = name.toLowerCase().contains("sql") ? "DROP TABLE profile CASCADE" : "418";
        UUID bystander = rows().profile("bystander." + email, "headline", "Theirs");
        String before = snapshot(bystander);

        HttpResponse<String> created =
                call("POST", "/api/profiles", completeForm().toString(), name, value);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        UUID id = id(created);
        HttpResponse<String> changed = edit(id, object().put("headline", "New"), name, value);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo(read(id).body());
        assertThat(tag(changed)).isEqualTo(tag(read(id)));
        HttpResponse<String> timeline = RunningService.send(
                HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + id + "/timeline"))
                        .header("Authorization", "Bearer api-token")
                        .header(name, value));
        assertThat(timeline.body())
                .isEqualTo(service.get("/api/profiles/" + id + "/timeline").body());
        HttpResponse<String> erased = erase(id, name, value);
        assertThat(erased.statusCode()).isEqualTo(204);

        if (!name.equals("ETag") && !name.equals("Location")) {
            assertThat(created.headers().map()).doesNotContainKey(name.toLowerCase());
            assertThat(changed.headers().map()).doesNotContainKey(name.toLowerCase());
        }
        assertThat(erased.headers().map()).doesNotContainKeys(name.toLowerCase(), "etag", "location");
        assertThat(snapshot(bystander)).isEqualTo(before);
        assertThat(count("profile WHERE id = ?", id)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelSqlQuery=DROP%20TABLE%20profile%20CASCADE",
                "camelsqlquery=DROP%20TABLE%20profile%20CASCADE",
                "CamelHttpUri=http%3A%2F%2Flocalhost%3A1",
                "If-Match=*",
                "id=1",
                "email=x"
            })
    void no_query_parameter_of_a_caller_steers_anything(String parameter) {
        UUID known = rows().profile(email);
        String before = snapshot(known);
        assertProblem(
                call(
                        "POST",
                        "/api/profiles?" + parameter,
                        form().put("headline", "x").toString()),
                400);
        assertProblem(call("PATCH", "/api/profiles/" + known + "?" + parameter, "{\"headline\":\"x\"}"), 400);
        assertProblem(call("DELETE", "/api/profiles/" + known + "?" + parameter, null), 400);
        assertProblem(service.get("/api/profiles/" + known + "/timeline?" + parameter), 400);
        assertThat(snapshot(known)).isEqualTo(before);
    }

    @Test
    void what_is_typed_is_data_and_never_sql_or_an_expression() {
        String typed = "'); DROP TABLE profile; -- ${body} ${bean:x} :#id :?id {{api.token}} %s \\";
        UUID known = id(submit(completeForm().put("headline", typed).put("bio", typed)));
        assertThat(json(read(known)).get("headline").textValue()).isEqualTo(typed);
        assertThat(row(known)).containsEntry("bio", typed);
    }
}
