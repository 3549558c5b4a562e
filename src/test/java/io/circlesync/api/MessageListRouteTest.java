package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.Tables;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/messages}: what has not gone out, and how to have it go out. */
class MessageListRouteTest extends ProfileWriteBase {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** So late that nothing goes out while a test looks. */
    private static final Instant LATER = NOW.plus(Duration.ofDays(30));

    @BeforeEach
    void empty() {
        Tables.empty(service.jdbc(), "profile, member_sync, gap, outbox");
    }

    @Test
    void a_message_is_told_with_whom_it_is_about_and_without_its_words() {
        UUID profile = rows().profile(email, "circle_member_id", memberId);
        long id = rows().message(
                        "mail",
                        "missing-workos",
                        "profile_id",
                        profile,
                        "payload",
                        "{\"gap\":{\"circleMemberId\":" + memberId + "},\"person\":{\"email\":\"" + email + "\"}}",
                        "attempts",
                        2,
                        "error",
                        "451 Try again",
                        "created_at",
                        NOW,
                        "due_at",
                        LATER);

        assertThat(service.get("/api/messages").body()).isEqualTo("""
                {"items":[{"id":%d,"channel":"mail","kind":"missing-workos","state":"pending","profileId":"%s",\
                "circleMemberId":%d,"attempts":2,"error":"451 Try again","createdAt":"%s","nextTryAt":"%s"}],\
                "nextCursor":null}""".formatted(id, profile, memberId, NOW, LATER));
    }

    @Test
    void an_alert_that_waits_until_it_is_told_with_others_says_until_when() {
        Instant turn = Instant.now().plusSeconds(120).truncatedTo(ChronoUnit.MILLIS);
        String next = "UPDATE partner SET next_at = ? WHERE name = 'slack'";
        service.jdbc().update(next, Timestamp.from(turn));
        try {
            rows().message("slack", "incomplete-profile", "due_at", NOW.minusSeconds(60));

            assertThat(service.get("/api/messages").body()).contains("\"nextTryAt\":\"" + turn + "\"");
        } finally {
            // Else they go out, and what becomes of them stands in another test's list.
            Tables.empty(service.jdbc(), "outbox");
            service.jdbc().update(next, Timestamp.from(NOW));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void pages_join_to_the_whole_list_also_where_the_end_of_a_pause_is_waited_for(int limit) {
        UUID paused = rows().profile(email, "circle_member_id", memberId);
        rows().member(memberId);
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            expected.add(
                    rows().message(i == 1 ? "slack" : "mail", "incomplete-profile", "due_at", LATER.plusSeconds(i)));
        }
        for (int i = 0; i < 3; i++) {
            expected.add(rows().message("mail", "missing-workos", "profile_id", paused, "due_at", LATER));
        }
        call("POST", "/api/members/" + memberId + "/pause", null);

        List<Long> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(service.get("/api/messages?limit=" + limit + cursor));
            page.get("items").forEach(item -> seen.add(item.get("id").longValue()));
            cursor = page.get("nextCursor").isNull()
                    ? null
                    : "&cursor=" + page.get("nextCursor").textValue();
        } while (cursor != null);

        assertThat(seen).containsExactlyElementsOf(expected);
        assertThat(json(service.get("/api/messages?channel=slack")).get("items"))
                .hasSize(1);
    }

    @Test
    void what_was_given_up_goes_out_when_a_person_says_so() {
        UUID profile = id(submit(form()));
        String mail = "outbox WHERE profile_id = ? AND channel = 'mail' AND state = 'sent'";
        await().until(() -> count(mail, profile) == 1);
        long id = service.jdbc()
                .queryForObject(
                        "UPDATE outbox SET state = 'failed', attempts = 9, error = '550 No' WHERE profile_id = ?"
                                + " AND channel = 'mail' RETURNING id",
                        Long.class,
                        profile);
        assertThat(json(service.get("/api/messages?state=failed"))
                        .at("/items/0/id")
                        .longValue())
                .isEqualTo(id);

        assertThat(call("POST", "/api/messages/" + id + "/retry", null).statusCode())
                .isEqualTo(204);

        await().until(() -> count(mail, profile) == 1);
        assertThat(assertProblem(call("POST", "/api/messages/" + id + "/retry", null), 409))
                .endsWith("expected one that has failed.");
    }

    @Test
    void what_nobody_can_mend_is_put_away_with_the_gap_that_tells_of_it() {
        UUID profile = rows().profile(email, "circle_member_id", memberId);
        String subject = "profile:" + profile;
        long id = rows().message(
                        "mail",
                        "missing-workos",
                        "profile_id",
                        profile,
                        "state",
                        "failed",
                        "payload",
                        "{\"gap\":{\"subject\":\"" + subject + "\"}}");
        long told = rows().gap("message-failed", profile, "detail", "{\"channel\":\"mail\"}");
        long ofSlack =
                rows().gap("message-failed", profile, "subject", "message:" + id, "detail", "{\"channel\":\"slack\"}");

        assertThat(call("POST", "/api/messages/" + id + "/ignore", null).statusCode())
                .isEqualTo(204);

        assertThat(json(service.get("/api/messages?state=failed")).get("items")).isEmpty();
        assertThat(count("gap WHERE id = ? AND resolved_at IS NULL", told)).isZero();
        assertThat(count("gap WHERE id = ? AND resolved_at IS NULL", ofSlack)).isEqualTo(1);
        assertThat(assertProblem(call("POST", "/api/messages/" + id + "/ignore", null), 409))
                .endsWith("expected one that has failed.");
    }

    /** By the kind of gap that ends, and whether it does so before the message is given up. */
    @ParameterizedTest
    @CsvSource({"missing-workos, false, true", "incomplete-profile, false, false", "missing-workos, true, true"})
    void that_nobody_could_be_told_is_over_with_what_was_to_be_told(String over, boolean before, boolean isOver) {
        UUID profile = id(submit(form()));
        await().until(() -> count("outbox WHERE profile_id = ? AND state = 'sent'", profile) > 0);
        if (before) {
            end(over, profile);
        }
        long told =
                rows().gap("message-failed", profile, "detail", "{\"channel\":\"mail\",\"about\":\"missing-workos\"}");

        if (before) {
            long message = service.jdbc()
                    .queryForObject(
                            "UPDATE outbox SET state = 'failed' WHERE profile_id = ? AND channel = 'mail' RETURNING id",
                            Long.class,
                            profile);
            assertThat(call("POST", "/api/messages/" + message + "/retry", null).statusCode())
                    .isEqualTo(204);
            await().until(() -> count("outbox WHERE id = ? AND state = 'obsolete'", message) == 1);
        } else {
            end(over, profile);
        }

        assertThat(count("gap WHERE id = ? AND resolved_at IS NULL", told)).isEqualTo(isOver ? 0 : 1);
    }

    private static void end(String kind, UUID profile) {
        assertThat(service.jdbc()
                        .update(
                                "UPDATE gap SET resolved_at = now() WHERE kind = ? AND profile_id = ? AND resolved_at IS NULL",
                                kind,
                                profile))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                              | 4
            {"filter":{}}                                   | 4
            {"filter":{"channel":"mail"}}                   | 3
            {"filter":{"error":"554"}}                      | 3
            {"filter":{"channel":"mail","error":"554"}}     | 2
            {"filter":{"error":"5_4"}}                      | 0
            """)
    void those_of_one_cause_wait_again_together(String filter, int expected) {
        UUID profile = rows().profile(email);
        failed("mail", "554 no", profile);
        failed("mail", "554 policy", null);
        failed("mail", "550 nobody", null);
        failed("slack", "554 odd", null);
        rows().message("mail", "incomplete-profile", "due_at", LATER, "error", "554 no");
        // What lies further ahead counts as a clock that has gone back.
        service.jdbc().update("UPDATE partner SET next_at = now() + interval '2 minutes'");
        try {
            assertThat(counted(
                            filter.replaceFirst("}$", filter.equals("{}") ? "\"dryRun\":true}" : ",\"dryRun\":true}")))
                    .isEqualTo(expected);
            assertThat(count("outbox WHERE state = 'failed'")).isEqualTo(4);

            assertThat(counted(filter)).isEqualTo(expected);

            assertThat(count("outbox WHERE state = 'failed'")).isEqualTo(4 - expected);
            assertThat(
                            count(
                                    "outbox WHERE state = 'pending' AND attempts = 0 AND error IS NOT NULL AND due_at <= now()"))
                    .isEqualTo(expected);
        } finally {
            Tables.empty(service.jdbc(), "outbox");
            service.jdbc().update("UPDATE partner SET next_at = ?", Timestamp.from(NOW));
        }
    }

    private void failed(String channel, String error, UUID profile) {
        rows().message(
                        channel,
                        "missing-workos",
                        "profile_id",
                        profile,
                        "state",
                        "failed",
                        "error",
                        error,
                        "attempts",
                        3);
    }

    private static int counted(String body) {
        return json(call("POST", "/api/messages/retry", body)).get("count").intValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"filter\":{\"state\":\"failed\"}}",
                "{\"filter\":{\"error\":5}}",
                "{\"ids\":[1]}",
                "{\"dryRun\":null}"
            })
    void a_filter_that_is_not_meant_is_refused(String body) {
        assertProblem(call("POST", "/api/messages/retry", body), 422);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/messages/99999/ignore, 404",
        "GET, /api/messages?state=sent, 400",
        "GET, /api/messages?x=1, 400",
        "POST, /api/messages/99999/retry, 404",
        "POST, /api/messages/ada/retry, 404",
        "POST, /api/messages/99999/retry?x=1, 400",
        "POST, /api/messages, 405",
    })
    void what_cannot_be_done_is_refused(String method, String path, int status) {
        assertProblem(call(method, path, null), status);
    }
}
