package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.Tables;
import io.circlesync.json.Json;
import io.circlesync.profile.SyncedField;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListsTest {

    private static final StubCircle CIRCLE = new StubCircle();
    private static RunningService service;
    private ApiRows rows;

    @BeforeAll
    static void start() {
        service = RunningService.start(RunningService.with(CIRCLE));
    }

    @AfterAll
    static void stop() {
        service.close();
        CIRCLE.close();
    }

    @BeforeEach
    void empty() {
        Tables.empty(service.jdbc(), "profile, event, member_sync, conflict, gap, outbox");
        rows = new ApiRows(service.jdbc());
    }

    @Test
    void an_empty_list_has_no_items_and_no_next_page() {
        for (String list : List.of("gaps", "events", "conflicts")) {
            assertThat(service.get("/api/" + list).body()).isEqualTo("{\"items\":[],\"nextCursor\":null}");
        }
    }

    @Test
    void a_gap_shows_what_is_missing_and_when_it_is_mentioned_again() {
        UUID profile = rows.profile("ada@example.org", 7);
        rows.gap("incomplete-profile", profile, 7L, null);
        assertThat(service.get("/api/gaps").body()).isEqualTo("""
                        {"items":[{"id":1,"kind":"incomplete-profile","status":"open","profileId":"%s","circleMemberId":7,\
                        "detail":{"missing": ["headline"]},"openedAt":"2026-01-22T14:55:35.714Z","resolvedAt":null,\
                        "reminders":1,"nextReminderAt":"2126-01-22T14:56:35.714Z"}],"nextCursor":null}""".formatted(profile));
    }

    @Test
    void gaps_are_filtered_and_open_ones_are_shown_unless_told_otherwise() throws Exception {
        UUID ada = rows.profile("ada@example.org", 7);
        UUID bob = rows.profile("bob@example.org", 8);
        rows.gap("missing-workos", ada, 7L, ApiRows.NOW);
        rows.gap("incomplete-profile", ada, 7L, null);
        rows.gap("missing-workos", bob, 8L, null);
        rows.gap("sync-failed", null, 9L, null);
        assertThat(ids("/api/gaps")).containsExactly(4L, 3L, 2L);
        assertThat(ids("/api/gaps?status=open")).containsExactly(4L, 3L, 2L);
        assertThat(ids("/api/gaps?status=resolved")).containsExactly(1L);
        assertThat(ids("/api/gaps?status=all")).containsExactly(4L, 3L, 2L, 1L);
        assertThat(ids("/api/gaps?kind=missing-workos&status=all")).containsExactly(3L, 1L);
        assertThat(ids("/api/gaps?profileId=" + ada)).containsExactly(2L);
        assertThat(ids("/api/gaps?circleMemberId=9")).containsExactly(4L);
        JsonNode resolved = get("/api/gaps?status=resolved").get("items").get(0);
        assertThat(resolved.get("status").textValue()).isEqualTo("resolved");
        assertThat(resolved.get("resolvedAt").textValue()).isEqualTo("2026-01-22T14:55:35.714Z");
        assertThat(resolved.get("nextReminderAt").isNull()).isTrue();
    }

    /** What came before the link is the person's, too; what is another's is not. */
    @Test
    void lists_by_member_hold_what_their_profile_has() throws Exception {
        UUID ada = rows.profile("ada@example.org", 7);
        UUID bob = rows.profile("bob@example.org", 8);
        rows.gap("missing-workos", ada, null, null);
        rows.gap("incomplete-profile", ada, 7L, null);
        rows.gap("sync-failed", null, 7L, null);
        rows.gap("missing-workos", bob, null, null);
        assertThat(ids("/api/gaps?circleMemberId=7")).containsExactly(3L, 2L, 1L);
        assertThat(ids("/api/gaps?profileId=" + ada)).containsExactly(3L, 2L, 1L);
        assertThat(ids("/api/gaps?circleMemberId=8")).containsExactly(4L);
        assertThat(ids("/api/gaps?circleMemberId=9")).isEmpty();

        rows.conflict(ada, 5, "bio", "1", "local");
        rows.conflict(ada, 7, "bio", "2", "local");
        rows.conflict(bob, 8, "bio", "3", "local");
        assertThat(ids("/api/conflicts?circleMemberId=7")).containsExactly(2L, 1L);
        assertThat(ids("/api/conflicts?circleMemberId=5")).containsExactly(1L);

        long linked = rows.event("applied", "user.created", null, ApiRows.NOW, "{}");
        long others = rows.event("applied", "user.created", null, ApiRows.NOW, "{}");
        long joined = rows.event("due", "joined", 7L, ApiRows.NOW, "{}");
        rows.change(ada, linked);
        rows.change(ada, joined);
        rows.change(bob, others);
        assertThat(ids("/api/events?circleMemberId=7")).containsExactly(joined, linked);
        assertThat(ids("/api/events?circleMemberId=8")).containsExactly(others);
    }

    @Test
    void an_event_shows_what_arrived_untouched() {
        String body = "{\"type\":\"joined\", \"data\":{\"id\":123456789012345678901234567890, \"x\":1.10}}";
        rows.event("due", "joined", 7L, ApiRows.NOW, body);
        assertThat(service.get("/api/events").body()).isEqualTo("""
                        {"items":[{"id":1,"receivedAt":"2026-01-22T14:55:35.714Z","source":"circle","type":"joined",\
                        "circleMemberId":7,"status":"pending","reason":null,"body":%s}],"nextCursor":null}""".formatted(body));
    }

    @ParameterizedTest
    @CsvSource({"not json, not json", "'', ''", "{\"a\":1, {\"a\":1", "{\"a\":1} x, {\"a\":1} x"})
    void a_body_that_is_not_json_is_text(String body, String shown) throws Exception {
        rows.event("quarantined", null, null, ApiRows.NOW, body);
        assertThat(get("/api/events").get("items").get(0).get("body").textValue())
                .isEqualTo(shown);
    }

    @Test
    void the_status_of_an_event_is_that_of_its_member() throws Exception {
        rows.memberSync(1, ApiRows.NOW, null);
        rows.memberSync(2, ApiRows.NOW.minusMillis(1), null);
        rows.memberSync(3, ApiRows.NOW.minusMillis(1), ApiRows.NOW);
        rows.memberSync(4, null, null);
        rows.memberSync(5, null, null);
        for (long member = 1; member <= 5; member++) {
            rows.event("due", "changed", member, ApiRows.NOW, "{}");
        }
        rows.event("ignored", "other", 1L, ApiRows.NOW, "{}");
        rows.event("quarantined", null, null, ApiRows.NOW, "{}");
        assertThat(texts("/api/events", "status"))
                .containsExactly("quarantined", "ignored", "pending", "pending", "failed", "pending", "processed");
        assertThat(ids("/api/events?status=pending")).containsExactly(5L, 4L, 2L);
        assertThat(ids("/api/events?status=processed")).containsExactly(1L);
        assertThat(ids("/api/events?status=failed")).containsExactly(3L);
        assertThat(ids("/api/events?status=ignored")).containsExactly(6L);
        assertThat(ids("/api/events?status=quarantined")).containsExactly(7L);
        assertThat(ids("/api/events?type=other")).containsExactly(6L);
        assertThat(ids("/api/events?circleMemberId=1")).containsExactly(6L, 1L);
    }

    @Test
    void a_conflict_shows_both_values_who_won_and_why() {
        UUID profile = rows.profile("ada@example.org", 7);
        rows.conflict(profile, 7, "bio", "ours", "local");
        assertThat(service.get("/api/conflicts").body()).isEqualTo("""
                        {"items":[{"id":1,"profileId":"%s","circleMemberId":7,"field":"bio","localValue":"ours",\
                        "circleValue":"theirs","localUpdatedAt":"2026-01-22T14:55:35.714Z","circleUpdatedAt":null,\
                        "winner":"local","rule":"most-recent","eventId":7,"recordedAt":"2026-01-22T14:55:36.714Z"}],"nextCursor":null}""".formatted(profile));
    }

    @Test
    void conflicts_are_filtered() throws Exception {
        UUID ada = rows.profile("ada@example.org", 7);
        UUID bob = rows.profile("bob@example.org", 8);
        rows.conflict(ada, 7, "bio", "1", "local");
        rows.conflict(ada, 7, "firstName", "2", "circle");
        rows.conflict(bob, 8, "bio", "3", "local");
        assertThat(ids("/api/conflicts?profileId=" + ada)).containsExactly(2L, 1L);
        assertThat(ids("/api/conflicts?circleMemberId=8")).containsExactly(3L);
        assertThat(ids("/api/conflicts?field=bio")).containsExactly(3L, 1L);
    }

    @ParameterizedTest
    @CsvSource({"gaps, 2", "events, 2", "conflicts, 3", "events, 5", "events, 6"})
    void pages_join_to_the_whole_list_although_rows_arrive_in_between(String list, int limit) throws Exception {
        UUID profile = rows.profile("ada@example.org", 7);
        for (int i = 1; i <= 5; i++) {
            insert(list, profile, i);
        }
        List<Long> seen = new ArrayList<>();
        int pages = 0;
        String cursor = "";
        do {
            JsonNode page = get("/api/" + list + "?limit=" + limit + cursor);
            page.get("items").forEach(item -> seen.add(item.get("id").longValue()));
            cursor = page.get("nextCursor").isNull()
                    ? null
                    : "&cursor=" + page.get("nextCursor").textValue();
            insert(list, profile, 100 + pages++);
        } while (cursor != null);
        assertThat(seen).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(pages).isEqualTo((5 + limit - 1) / limit);
    }

    @Test
    void a_page_has_50_items_unless_told_otherwise_and_200_at_most() throws Exception {
        for (int i = 0; i < 201; i++) {
            rows.event("ignored", "other", null, ApiRows.NOW, "{}");
        }
        assertThat(ids("/api/events")).hasSize(50);
        assertThat(ids("/api/events?limit=200")).hasSize(200);
    }

    @Test
    void a_field_that_there_is_not_is_400_with_those_that_there_are() throws Exception {
        HttpResponse<String> answer = service.get("/api/conflicts?field=first_name");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.mapper().readTree(answer.body()).get("detail").textValue())
                .isEqualTo("field is malformed; expected one of "
                        + SyncedField.table().stream()
                                .map(SyncedField::jsonName)
                                .collect(Collectors.joining(", "))
                        + ".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    gaps?limit=0 | limit is malformed; expected a whole number from 1 to 200.
                    events?limit=201 | limit is malformed; expected a whole number from 1 to 200.
                    conflicts?limit=ten | limit is malformed; expected a whole number from 1 to 200.
                    gaps?limit=99999999999 | limit is malformed; expected a whole number from 1 to 200.
                    gaps?cursor=x | cursor is malformed; expected the nextCursor of an earlier answer.
                    gaps?cursor=YmVmb3JlOng | cursor is malformed; expected the nextCursor of an earlier answer.
                    gaps?cursor=!!! | cursor is malformed; expected the nextCursor of an earlier answer.
                    gaps?status=closed | status is malformed; expected one of open, resolved, all.
                    gaps?kind=hole | kind is malformed; expected one of missing-workos, incomplete-profile, identity-conflict, sync-failed, push-rejected, member-left, message-failed.
                    gaps?profileId=7 | profileId is malformed; expected a UUID.
                    gaps?circleMemberId=x | circleMemberId is malformed; expected a number above zero.
                    gaps?field=bio | There is no parameter 'field'; expected circleMemberId, cursor, kind, limit, profileId, status.
                    events?status=open | status is malformed; expected one of pending, processed, failed, ignored, quarantined.
                    events?type=%00 | type is malformed; expected text.
                    events?type=a+b | type holds a plus sign, which may stand for a blank; expected %20 or %2B.
                    events?Type=x | There is no parameter 'Type'; expected circleMemberId, cursor, limit, status, type.
                    conflicts?limit=1&limit=2 | limit is given more than once; expected a whole number from 1 to 200.
                    """)
    void a_malformed_question_is_400_and_says_what_was_expected(String path, String detail) throws Exception {
        HttpResponse<String> answer = service.get("/api/" + path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.mapper().readTree(answer.body()).get("detail").textValue())
                .isEqualTo(detail);
    }

    private void insert(String list, UUID profile, int number) {
        switch (list) {
            case "gaps" -> rows.gap("kind-" + number, profile, 7L, null);
            case "events" -> rows.event("due", "changed", 7L, ApiRows.NOW, "{}");
            default -> rows.conflict(profile, 7, "bio", "value " + number, "local");
        }
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = service.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static List<Long> ids(String path) throws Exception {
        List<Long> ids = new ArrayList<>();
        get(path).get("items").forEach(item -> ids.add(item.get("id").longValue()));
        return ids;
    }

    private static List<String> texts(String path, String field) throws Exception {
        List<String> texts = new ArrayList<>();
        get(path).get("items").forEach(item -> texts.add(item.get(field).textValue()));
        return texts;
    }
}
