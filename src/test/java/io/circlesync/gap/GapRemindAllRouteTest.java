package io.circlesync.gap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.Tables;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/gaps/remind}: who is written to when a person says so, and who never is. */
class GapRemindAllRouteTest extends ServiceTestBase {

    private static final String PATH = "/api/gaps/remind";
    private static final String BULK = "{\"quiet\": true, \"cause\": \"import\"}";
    private static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(30));

    @BeforeAll
    static void start() {
        startWith(Map.of("mail.per-second", "10", "gaps.reminder-interval", "7d", "gaps.max-reminders", "3"));
    }

    @BeforeEach
    void holdTheReminders() throws Exception {
        Tables.empty(service.jdbc(), "profile, gap, outbox, member_sync");
        service.camel().getRouteController().stopRoute("gap-remind");
    }

    @AfterEach
    void letThemGo() throws Exception {
        service.camel().getRouteController().startRoute("gap-remind");
    }

    /** Each of these is one person with an open gap that has no time of its own; one word says what is special. */
    @ParameterizedTest
    @CsvSource({
        "found with many others, 1",
        "has had all reminders, 1",
        "was written to long ago, 1",
        "was written to just now, 0",
        "has a mail that waits, 0",
        "is reminded later, 0",
        "is being reminded, 0",
        "deleted the account, 0",
        "left, 0",
        "is paused, 0",
        "has unsubscribed, 0",
        "has an address that nobody has proven, 0",
        "cannot be told from another, 0",
        "has an account by now, 0"
    })
    void who_is_written_to(String who, int count) {
        UUID profile = somebody(who);

        assertThat(remind("missing-workos", true)).isEqualTo(count);
        assertThat(gapOf(profile, "missing-workos").get("remind_at") == null).isEqualTo(!who.contains("reminded"));
        assertThat(remind("missing-workos", false)).isEqualTo(count);
        assertThat(remind("missing-workos", false)).isZero();
        if (count == 1) {
            assertThat(gapOf(profile, "missing-workos").get("remind_at")).isNotNull();
        }
    }

    @Test
    void the_mails_go_out_one_after_the_other_and_later_reminders_follow_as_ever() throws Exception {
        for (int i = 0; i < 5; i++) {
            somebody("found with many others");
        }
        assertThat(remind("missing-workos", false)).isEqualTo(5);
        assertThat(service.jdbc()
                        .queryForList(
                                "SELECT round(extract(epoch FROM remind_at - min(remind_at) OVER ()) * 1000) FROM gap"
                                        + " ORDER BY 1",
                                Long.class))
                .containsExactly(0L, 100L, 200L, 300L, 400L);

        letThemGo();

        await().untilAsserted(() -> assertThat(count("outbox WHERE channel = 'mail' AND state = 'sent'"))
                .isEqualTo(5));
        assertThat(count("outbox WHERE channel <> 'mail'")).isZero();
        assertThat(count("gap WHERE reminders = 1 AND detail = '{}'"
                        + " AND remind_at BETWEEN now() + interval '6 days' AND now() + interval '7 days'"))
                .isEqualTo(5);
        assertThat(remind("missing-workos", true)).isZero();
    }

    @Test
    void who_has_unsubscribed_hears_of_nothing_that_is_found_later() throws Exception {
        UUID profile = somebody("has unsubscribed");
        service.jdbc().update("UPDATE gap SET reminders = 0, remind_at = now() WHERE profile_id = ?", profile);

        letThemGo();

        await().until(() -> count("outbox WHERE channel = 'mail' AND state = 'obsolete'") == 1);
        assertThat(count("outbox WHERE state = 'sent'")).isZero();
    }

    @Test
    void what_the_same_mail_says_is_no_longer_quiet_either() throws Exception {
        UUID profile = somebody("found with many others");
        rows().gap(
                        "incomplete-profile",
                        profile,
                        "detail",
                        "{\"quiet\": true, \"cause\": \"import\", \"missing\": [\"bio\"]}");
        assertThat(remind("incomplete-profile", true)).isZero();
        assertThat(remind("missing-workos", false)).isEqualTo(1);

        letThemGo();

        await().untilAsserted(() -> assertThat(messages(profile)).containsExactly("missing-workos/mail"));
        await().untilAsserted(() -> assertThat(count("gap WHERE remind_at > now() + interval '6 days'"))
                .isEqualTo(2));
        assertThat(gapOf(profile, "incomplete-profile"))
                .containsEntry("reminders", 0)
                .hasEntrySatisfying(
                        "detail", detail -> assertThat(detail.toString()).isEqualTo("{\"missing\": [\"bio\"]}"));
    }

    @Test
    void an_incomplete_profile_of_somebody_with_an_account_is_written_to_by_its_own_kind() {
        UUID profile = rows().profile("ada@example.org", "workos_user_id", "user_1");
        rows().gap("incomplete-profile", profile, "detail", BULK);

        assertThat(remind("missing-workos", false)).isZero();
        assertThat(remind("incomplete-profile", false)).isEqualTo(1);
    }

    @Test
    void two_who_ask_at_the_same_time_write_to_nobody_twice() throws Exception {
        for (int i = 0; i < 30; i++) {
            somebody("found with many others");
        }
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try (Connection holder = DriverManager.getConnection(service.databaseUrl())) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("SELECT FROM gap FOR UPDATE");
            Future<Long> one = callers.submit(() -> remind("missing-workos", false));
            Future<Long> two = callers.submit(() -> remind("missing-workos", false));
            // Both have found the same.
            await().until(() ->
                    count("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") >= 2);
            holder.commit();
            assertThat(one.get() + two.get()).isEqualTo(30);
        } finally {
            callers.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"filter\":{}}",
                "{\"filter\":[]}",
                "{\"filter\":{\"kind\":\"hole\"}}",
                "{\"filter\":{\"kind\":\"identity-conflict\"}}",
                "{\"filter\":{\"kind\":\"missing-workos\",\"profileId\":\"x\"}}",
                "{\"filter\":{\"kind\":\"missing-workos\"},\"dryRun\":\"yes\"}",
                "{\"filter\":{\"kind\":\"missing-workos\"},\"olderThan\":\"7d\"}"
            })
    void what_is_wrong_with_a_call_is_named(String body) {
        somebody("found with many others");

        HttpResponse<String> answer = send(PATH, body, "Bearer api-token");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(Json.parsed(answer.body())
                        .orElseThrow()
                        .at("/errors/0/field")
                        .textValue())
                .matches("filter(\\.kind|\\.profileId)?|dryRun|olderThan");
        assertThat(count("gap WHERE remind_at IS NOT NULL")).isZero();
    }

    @Test
    void nobody_else_may_ask() {
        String body = "{\"filter\":{\"kind\":\"missing-workos\"}}";
        somebody("found with many others");
        assertThat(send(PATH, body, "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(send(PATH + "?dryRun=true", body, "Bearer api-token").statusCode())
                .isEqualTo(400);
        assertThat(count("gap WHERE remind_at IS NOT NULL")).isZero();
    }

    private static UUID somebody(String who) {
        Map<String, Object> profile = new HashMap<>();
        Map<String, Object> gap = new HashMap<>(Map.of("opened_at", LONG_AGO));
        switch (who) {
            case "found with many others" -> gap.put("detail", BULK);
            case "has had all reminders",
                    "was written to long ago",
                    "was written to just now",
                    "has a mail that waits" -> gap.put("reminders", 3);
            case "is reminded later" -> gap.put("remind_at", Instant.now().plusSeconds(3_600));
            case "is being reminded" -> gap.put("remind_at", Instant.now());
            case "deleted the account" -> gap.put("detail", "{\"quiet\": true}");
            case "left" -> profile.put("left_at", Instant.now());
            case "has unsubscribed" -> gap.put("reminders", 3);
            case "is paused", "cannot be told from another" -> profile.put("circle_member_id", 7_391_500_001L);
            case "has an address that nobody has proven" -> profile.put("email_verified", false);
            case "has an account by now" -> gap.put("resolved_at", Instant.now());
            default -> throw new IllegalArgumentException(who);
        }
        if (!gap.containsKey("detail") && !gap.containsKey("reminders")) {
            gap.put("detail", BULK);
        }
        UUID id = rows().profile(UUID.randomUUID() + "@example.org", columns(profile));
        rows().gap("missing-workos", id, columns(gap));
        switch (who) {
            case "was written to long ago" -> mail(id, "sent", LONG_AGO);
            case "was written to just now" -> mail(id, "sent", Instant.now());
            case "has a mail that waits" -> mail(id, "pending", LONG_AGO);
            case "cannot be told from another" -> rows().gapOfMember("identity-conflict", 7_391_500_001L);
            case "has unsubscribed" -> service.jdbc().update("INSERT INTO unsubscribed (profile_id) VALUES (?)", id);
            case "is paused" ->
                assertThat(send("/api/members/7391500001/pause", "", "Bearer api-token")
                                .statusCode())
                        .isEqualTo(204);
            default -> {
                // Nothing more is known of them.
            }
        }
        return id;
    }

    private static void mail(UUID profile, String state, Instant at) {
        rows().message(
                        "mail",
                        "missing-workos",
                        "profile_id",
                        profile,
                        "state",
                        state,
                        "created_at",
                        at,
                        "sent_at",
                        at,
                        "due_at",
                        Instant.now().plusSeconds(3_600));
    }

    private static Object[] columns(Map<String, Object> values) {
        return values.entrySet().stream()
                .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream())
                .toArray();
    }

    private static Map<String, Object> gapOf(UUID profile, String kind) {
        return service.jdbc().queryForMap("SELECT * FROM gap WHERE profile_id = ? AND kind = ?", profile, kind);
    }

    private static long remind(String kind, boolean dryRun) {
        HttpResponse<String> answer =
                send(PATH, "{\"filter\":{\"kind\":\"" + kind + "\"},\"dryRun\":" + dryRun + "}", "Bearer api-token");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parsed(answer.body()).orElseThrow().get("count").longValue();
    }

    private static HttpResponse<String> send(String path, String body, String authorization) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Content-Type", "application/json")
                .header("Authorization", authorization)
                .POST(BodyPublishers.ofString(body)));
    }
}
