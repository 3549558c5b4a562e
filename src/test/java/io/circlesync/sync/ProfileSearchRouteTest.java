package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searching Circle for the member of a profile made here comes to an end, whatever Circle answers. */
class ProfileSearchRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of("sync.max-attempts", "2"));
    }

    @ParameterizedTest
    @CsvSource({"422, 1", "400, 1", "405, 1", "500, 2", "404, 2"})
    void a_search_that_fails_for_good_ends_and_the_team_hears_of_it_once(int status, int calls) {
        String email = email(newMemberId());
        searchesAnswer(status);

        UUID profile = signsUp(email);

        await().untilAsserted(() -> assertThat(openGaps("profile:" + profile)).contains("sync-failed"));
        assertThat(searchesFor(email)).hasSize(calls);
        assertThat(searching(profile)).isZero();
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT payload ->> 'gap' AS gap, payload -> 'person' ->> 'firstName' AS name FROM outbox"
                                        + " WHERE kind = 'sync-failed' AND profile_id = ?",
                                profile))
                .singleElement()
                .satisfies(alert -> assertThat(alert)
                        .containsEntry("name", "Eve")
                        .hasEntrySatisfying(
                                "gap",
                                gap -> assertThat((String) gap)
                                        .contains("Circle answered " + status)
                                        .doesNotContain("@")));
    }

    @Test
    void the_next_edit_searches_again_and_an_answer_ends_the_gap() {
        String email = email(newMemberId());
        searchesAnswer(422);
        UUID profile = signsUp(email);
        await().untilAsserted(() -> assertThat(openGaps("profile:" + profile)).contains("sync-failed"));

        circle.answerNormally();
        assertThat(call("PATCH", "/api/profiles/" + profile, "{\"bio\":\"Gardens\"}")
                        .statusCode())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(openGaps("profile:" + profile)).doesNotContain("sync-failed"));
        assertThat(searchesFor(email)).hasSize(2);
    }

    @Test
    void whoever_is_found_in_another_way_is_searched_for_no_more() {
        long id = newMemberId();
        searchesAnswer(422);
        UUID profile = signsUp(email(id));
        await().untilAsserted(() -> assertThat(openGaps("profile:" + profile)).contains("sync-failed"));

        memberInCircle(id);
        joins(id);

        settles(id);
        assertThat(profileOf(id)).containsEntry("id", profile);
        assertThat(openGaps("profile:" + profile)).doesNotContain("sync-failed");
    }

    @Test
    void a_search_that_alone_is_refused_has_an_end() {
        String email = email(newMemberId());
        searchesAnswer(401);

        UUID profile = signsUp(email);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(openGaps("profile:" + profile)).contains("sync-failed"));
        assertThat(searching(profile)).isZero();
        int asked = searchesFor(email).size();
        assertThat(asked).isGreaterThan(1);
        joined();
        assertThat(searchesFor(email)).hasSize(asked);
    }

    @Test
    void a_refused_token_is_no_word_on_the_address() {
        String email = email(newMemberId());
        circle.answer(call -> Answer.json(401, "{\"success\":false,\"message\":\"The API token is invalid.\"}"));

        UUID profile = signsUp(email);

        await().untilAsserted(() -> assertThat(
                        service.jdbc().queryForObject("SELECT state FROM partner WHERE name = 'circle'", String.class))
                .isNotEqualTo("closed"));
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT attempts FROM profile_search WHERE profile_id = ?", Integer.class, profile))
                .isZero();
        circle.answerNormally();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(searching(profile)).isZero());
        assertThat(openGaps("profile:" + profile)).doesNotContain("sync-failed");
    }

    private static void searchesAnswer(int status) {
        circle.answer(call -> call.path().endsWith("/search")
                ? Answer.json(status, "{\"message\":\"something else\"}")
                : circle.normally(call));
    }

    private static List<Call> searchesFor(String email) {
        String query = "email=" + URLEncoder.encode(email, StandardCharsets.UTF_8);
        return circle.calls().stream()
                .filter(call -> call.path().endsWith("/search") && query.equals(call.query()))
                .toList();
    }

    private static long searching(UUID profile) {
        return service.jdbc()
                .queryForObject("SELECT count(*) FROM profile_search WHERE profile_id = ?", Long.class, profile);
    }

    private static UUID signsUp(String email) {
        HttpResponse<String> answer =
                call("POST", "/api/profiles", "{\"email\":\"" + email + "\",\"firstName\":\"Eve\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return UUID.fromString(
                answer.headers().firstValue("Location").orElseThrow().replaceAll(".*/", ""));
    }

    private static HttpResponse<String> call(String method, String path, String json) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer api-token")
                .method(method, HttpRequest.BodyPublishers.ofString(json)));
    }
}
