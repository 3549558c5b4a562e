package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever is paused is left alone, and nothing about them is lost. */
class MemberPauseRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of("gaps.grace", "0s"));
    }

    @Test
    void whoever_is_paused_is_not_synced_before_they_are_resumed() {
        long id = joined();
        String before = snapshot(id);
        int calls = fetchesOf(id).size();

        assertThat(pause(id)).isEqualTo(204);
        assertThat(pause(id)).as("again").isEqualTo(204);
        inCircle(id).put("headline", "Countess");
        changes(id);
        goesOn();

        assertThat(snapshot(id)).isEqualTo(before);
        assertThat(fetchesOf(id)).hasSize(calls);
        assertThat(count("event WHERE circle_member_id = ?", id)).as("stored").isEqualTo(2);
        assertThat(service.get("/api/events?status=pending&circleMemberId=" + id)
                        .body())
                .contains("profile_updated");

        assertThat(resume(id)).isEqualTo(204);
        assertThat(resume(id)).as("again").isEqualTo(204);
        await().until(() -> "Countess".equals(profileOf(id).get("headline")));
        settles(id);
    }

    @Test
    void resuming_asks_circle_also_where_no_event_came() {
        long id = joined();
        pause(id);
        inCircle(id).put("headline", "Silently");

        resume(id);

        await().until(() -> "Silently".equals(profileOf(id).get("headline")));
    }

    @Test
    void an_edit_is_kept_and_written_to_circle_once_they_are_resumed() {
        long id = joined();
        UUID profile = (UUID) profileOf(id).get("id");
        pause(id);

        assertThat(send("PATCH", "/api/profiles/" + profile, "{\"headline\":\"Enchantress of numbers\"}"))
                .isEqualTo(200);
        goesOn();
        assertThat(profileOf(id)).containsEntry("headline", "Enchantress of numbers");
        assertThat(puts(id)).isEmpty();

        resume(id);
        await().until(() -> puts(id).size() == 1);
        settles(id);
    }

    @Test
    void a_sync_that_is_under_way_writes_nothing_more() {
        long id = joined();
        String before = snapshot(id);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        circle.answer(call -> {
            if (call.path().endsWith("/" + id)) {
                asked.countDown();
                waitFor(released);
            }
            return circle.normally(call);
        });
        inCircle(id).put("headline", "Countess");
        changes(id);
        waitFor(asked);

        pause(id);
        released.countDown();
        circle.answerNormally();
        goesOn();

        assertThat(snapshot(id)).isEqualTo(before);
        resume(id);
        await().until(() -> "Countess".equals(profileOf(id).get("headline")));
    }

    @Test
    void nothing_is_told_and_nobody_is_reminded_before_they_are_resumed() {
        long id = newMemberId();
        UUID profile = localProfile(email(id), JANUARY, "circle_member_id", id, "workos_user_id", "user_" + id);
        Instant soon = Instant.now().plus(Duration.ofDays(2));
        rows().gap("push-rejected", profile, "circle_member_id", id, "remind_at", soon);
        memberInCircle(id);
        assertThat(pause(id)).as("a profile is enough to be known").isEqualTo(204);

        assertThat(send("PATCH", "/api/profiles/" + profile, "{\"bio\":\"Writes notes\"}"))
                .isEqualTo(200);

        assertThat(openGaps(profile)).containsExactly("incomplete-profile", "push-rejected");
        assertThat(count("gap WHERE profile_id = ? AND remind_at IS NOT NULL", profile))
                .isZero();
        assertThat(count("outbox WHERE profile_id = ?", profile)).isPositive();
        goesOn();
        assertThat(count("outbox WHERE profile_id = ? AND (state <> 'pending' OR due_at < 'infinity')", profile))
                .isZero();

        resume(id);
        assertThat(count("gap WHERE profile_id = ? AND remind_at IS NULL", profile))
                .isZero();
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT remind_at FROM gap WHERE profile_id = ? AND kind = 'push-rejected'",
                                java.sql.Timestamp.class,
                                profile)
                        .toInstant())
                .as("as it was")
                .isCloseTo(soon, org.assertj.core.api.Assertions.within(Duration.ofMillis(1)));
        await().until(() -> count("outbox WHERE profile_id = ? AND state = 'pending'", profile) == 0);
    }

    @Test
    void a_message_that_waits_already_waits_on_and_others_go_out() {
        long id = joined();
        UUID profile = (UUID) profileOf(id).get("id");
        Instant later = Instant.now().plus(Duration.ofDays(1));
        rows().message("slack", "sync-failed", "profile_id", profile, "due_at", later);
        pause(id);

        assertThat(count("outbox WHERE profile_id = ? AND due_at = ?", profile, java.sql.Timestamp.from(later)))
                .isZero();
        long other = joined();
        await().until(() -> count(
                        "outbox WHERE profile_id = ? AND state = 'sent'",
                        profileOf(other).get("id"))
                > 0);
        resume(id);
    }

    @Test
    void a_dry_run_pauses_and_resumes_nobody() {
        long id = joined();
        String before = standing(id);

        assertThat(send("POST", "/api/members/" + id + "/pause", "{\"dryRun\":true}"))
                .isEqualTo(204);
        assertThat(standing(id)).as("not paused").isEqualTo(before);

        pause(id);
        String paused = standing(id);
        assertThat(send("POST", "/api/members/" + id + "/resume", "{\"dryRun\":true}"))
                .isEqualTo(204);
        assertThat(standing(id)).as("still paused").isEqualTo(paused).isNotEqualTo(before);
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT rule FROM change WHERE source = 'operator' AND profile_id = ?",
                                String.class,
                                profileOf(id).get("id")))
                .containsExactly("pause");

        resume(id);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"dryRun":1}      | 422
            {"dryRum":true}   | 422
            {"dryRun":true}   | 404
            {}                | 404
            []                | 400
            """)
    void what_else_is_sent_is_refused(String json, int status) {
        assertThat(send("POST", "/api/members/999999999/pause", json)).isEqualTo(status);
        assertThat(send("POST", "/api/members/999999999/resume", json)).isEqualTo(status);
    }

    @Test
    void they_are_counted() {
        long id = joined();
        pause(id);

        await().until(() -> metrics().contains("circlesync_members_paused 1.0"));
        resume(id);
        await().until(() -> metrics().contains("circlesync_members_paused 0.0"));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/members/999999999/pause, 404",
        "POST, /api/members/999999999/resume, 404",
        "POST, /api/members/ada/pause, 404",
        "POST, /api/members/0/resume, 404",
        "POST, /api/members/7/pause?now=true, 400",
        "GET, /api/members/7/pause, 405"
    })
    void whom_nobody_knows_is_refused(String method, String path, int status) {
        assertThat(send(method, path, "")).isEqualTo(status);
    }

    /** Somebody else is synced from beginning to end, so whoever came before has had their turn. */
    private void goesOn() {
        joined();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String standing(long id) {
        return service.jdbc()
                .queryForObject(
                        "SELECT to_jsonb(member_sync)::text FROM member_sync WHERE circle_member_id = ?",
                        String.class,
                        id);
    }

    private static int pause(long id) {
        return send("POST", "/api/members/" + id + "/pause", "");
    }

    private static int resume(long id) {
        return send("POST", "/api/members/" + id + "/resume", "");
    }

    private static int send(String method, String path, String json) {
        HttpResponse<String> answer = RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json)));
        return answer.statusCode();
    }

    private static String metrics() {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + "/observe/metrics")))
                .body();
    }
}
