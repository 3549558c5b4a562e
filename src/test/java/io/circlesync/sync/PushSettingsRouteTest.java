package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the settings say of the way back. */
class PushSettingsRouteTest extends SyncTestBase {

    @AfterEach
    void stopEach() {
        stop();
    }

    @Test
    void without_sync_push_nothing_is_ever_written_to_circle() {
        starts("sync.push", "false");
        long id = joined();
        edit(id, "headline", "Typed here");
        inCircle(id).put("name", "Ada Byron").put("last_name", "Byron");

        changesAndSettles(id);
        tellsOfField(id, "bio", "\"Writes notes\"");
        settles(id);

        assertThat(circle.calls()).noneMatch(call -> !call.method().equals("GET"));
        assertThat(profileOf(id)).containsEntry("headline", "Typed here");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Analyst");
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"most-recent", "three-way"})
    void without_sync_push_a_local_value_stands_until_somebody_changes_that_field_in_circle(String policy) {
        starts("sync.push", "false", "sync.merge-policy", policy);
        long id = joined();
        edit(id, "headline", "Typed here");
        changesAndSettles(id);

        inCircle(id)
                .put("updated_at", "2099-01-01T00:00:00Z")
                .put("name", "Ada Byron")
                .put("last_name", "Byron");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Typed here").containsEntry("last_name", "Byron");

        inCircle(id).put("updated_at", "2099-01-02T00:00:00Z").put("headline", "Edited in Circle");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Edited in Circle");
    }

    @Test
    void nobody_s_data_go_out_who_is_erased_while_the_request_waits_for_its_turn() {
        starts("sync.concurrency", "1");
        long first = joined();
        long second = joined();
        edit(first, "headline", "Of the first");
        edit(second, "headline", "Of the second");
        CountDownLatch answered = new CountDownLatch(1);
        circle.answer(call -> {
            if (call.method().equals("PUT")) {
                awaitUninterrupted(answered);
            }
            return circle.normally(call);
        });
        changes(first);
        await().until(() -> puts(first).size() == 1);
        changes(second);
        String profile = profileOf(second).get("id").toString();
        await().until(() -> fetchesOf(second).size() == 2 && isBeingPushed(second));

        HttpRequest.Builder erase = HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + profile))
                .header("Authorization", "Bearer api-token")
                .DELETE();
        assertThat(RunningService.send(erase).statusCode()).isEqualTo(204);
        answered.countDown();

        long third = newMemberId();
        memberInCircle(third);
        joins(third);
        settles(third);
        assertThat(puts(second)).isEmpty();
        assertThat(circle.calls()).extracting(StubPartner.Call::body).noneMatch(body -> body.contains("second"));
    }

    @Test
    void a_member_to_whom_alone_circle_lets_nobody_write_is_given_up_and_told_once() {
        starts("sync.max-attempts", "3");
        long id = joined();
        edit(id, "headline", "Refused");
        circle.answer(call -> call.method().equals("PUT") && call.path().endsWith("/" + id)
                ? StubPartner.Answer.json(401, "{\"success\":false,\"message\":\"You cannot perform this action.\"}")
                : circle.normally(call));

        changes(id);
        long other = joined();
        edit(other, "headline", "Accepted");
        changesAndSettles(other);

        await().untilAsserted(() -> assertThat(openGapsOfMember(id)).containsExactly("push-rejected"));
        settles(id);
        assertThat(puts(id)).hasSize(3);
        assertThat(alerts("push-rejected", id)).isEqualTo(1);
        assertThat(inCircle(other).get("headline").asText()).isEqualTo("Accepted");
        assertThat(openGaps("circle:account")).isEmpty();
        changesAndSettles(id);
        assertThat(puts(id)).hasSize(3);
        assertThat(profileOf(id)).containsEntry("headline", "Refused");
    }

    @ParameterizedTest
    @CsvSource({"401, Not allowed.", "403, Not allowed.", "403, The community is not eligible for admin API v2 access."
    })
    void a_token_that_may_read_but_not_write_is_told_once_and_what_comes_in_goes_on(int status, String words) {
        starts("sync.max-attempts", "3");
        List<Long> ids = Stream.generate(this::joined).limit(4).toList();
        circle.answer(call -> call.method().equals("PUT")
                ? StubPartner.Answer.json(status, "{\"success\":false,\"message\":\"" + words + "\"}")
                : circle.normally(call));
        ids.forEach(id -> edit(id, "headline", "Typed here"));
        ids.forEach(this::changes);

        await().untilAsserted(() -> assertThat(openGaps("circle:account")).containsExactly("push-rejected"));
        for (long id : ids) {
            inCircle(id)
                    .put("updated_at", "2099-01-01T00:00:00Z")
                    .put("name", "Ada Byron")
                    .put("last_name", "Byron");
            changes(id);
        }
        ids.forEach(id -> await().untilAsserted(() ->
                assertThat(profileOf(id)).containsEntry("last_name", "Byron").containsEntry("headline", "Typed here")));
        assertThat(service.jdbc().queryForList("SELECT kind FROM outbox WHERE kind = 'push-rejected'", String.class))
                .hasSize(1);

        circle.answerNormally();
        ids.forEach(this::changes);
        ids.forEach(this::settles);
        assertThat(openGaps("circle:account")).isEmpty();
        assertThat(ids)
                .allSatisfy(
                        id -> assertThat(inCircle(id).get("headline").asText()).isEqualTo("Typed here"));
    }

    /** Each in a turn of their own, of which the first shows that it is over. */
    @Test
    void once_circle_lets_us_write_again_nobody_waits_for_their_turn() {
        starts();
        List<Long> ids = Stream.generate(this::joined).limit(5).toList();
        circle.answer(call -> call.method().equals("PUT")
                ? StubPartner.Answer.json(
                        403,
                        "{\"success\":false,\"message\":\"The community is not eligible for admin API v2 access.\"}")
                : circle.normally(call));
        ids.forEach(id -> edit(id, "headline", "Typed here"));
        ids.forEach(this::changes);
        ids.forEach(id -> await().until(() -> isWaiting(id)));
        assertThat(secondsBetweenTurns())
                .hasSize(ids.size() - 1)
                .allSatisfy(seconds -> assertThat(seconds).isBetween(40.0, 80.0));
        assertThat(ids).allSatisfy(id -> assertThat(puts(id)).hasSize(1));

        ids.forEach(this::changes);
        ids.forEach(id -> await().until(() -> puts(id).size() == 2 && isWaiting(id)));
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT min(due_at) < now() + interval '1 minute' FROM member_sync", Boolean.class))
                .as("somebody asks each minute, whatever comes in")
                .isTrue();

        circle.answerNormally();
        service.jdbc()
                .update(
                        "UPDATE member_sync SET due_at = now() + CASE circle_member_id WHEN ? THEN interval '0'"
                                + " ELSE interval '1 hour' END WHERE due_at IS NOT NULL",
                        ids.get(0));

        ids.forEach(this::settles);
        assertThat(ids)
                .allSatisfy(
                        id -> assertThat(inCircle(id).get("headline").asText()).isEqualTo("Typed here"));
        assertThat(openGaps("circle:account")).isEmpty();
    }

    @Test
    void fields_of_other_types_are_written_where_that_is_asked_for() {
        starts("sync.push-field-types", "text,location");
        long id = newMemberId();
        var types = memberInCircle(id).putArray("profile_fields");
        types.addObject().put("key", "location").put("field_type", "location");
        types.addObject().put("key", "website").put("field_type", "link");
        joins(id);
        settles(id);
        edit(id, "location", "Paris");
        edit(id, "website", "https://typed.example.org");

        changesAndSettles(id);

        assertThat(onlyPut(id).body()).contains("Paris").doesNotContain("typed.example.org");
    }

    private void starts(String... namesAndValues) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        startWith(settings);
    }

    private boolean isWaiting(long id) {
        return service.jdbc()
                .queryForObject(
                        "SELECT lease_token IS NULL AND due_at > now() + interval '10 seconds' FROM member_sync"
                                + " WHERE circle_member_id = ?",
                        Boolean.class,
                        id);
    }

    private List<Double> secondsBetweenTurns() {
        return service.jdbc()
                .queryForList(
                        "SELECT extract(epoch FROM due_at - lag) FROM (SELECT due_at, lag(due_at) OVER (ORDER BY due_at) AS lag"
                                + " FROM member_sync WHERE due_at IS NOT NULL) AS turns WHERE lag IS NOT NULL",
                        Double.class);
    }

    /** Whether what is to be written to Circle is noted, which is done before the request is sent. */
    private boolean isBeingPushed(long id) {
        return service.jdbc()
                .queryForObject(
                        "SELECT sent IS NOT NULL FROM member_sync WHERE circle_member_id = ?", Boolean.class, id);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
