package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /api/events}. */
class EventListRouteTest extends ListTestBase {

    EventListRouteTest() {
        super("/api/events");
    }

    @Override
    void insert(UUID profile, int number) {
        rows.event("due", "changed", 7L, ApiRows.NOW, "{}");
    }

    @Test
    void an_event_shows_what_arrived_untouched() {
        String body = "{\"type\":\"joined\", \"data\":{\"id\":123456789012345678901234567890, \"x\":1.10}}";
        rows.event("due", "joined", 7L, ApiRows.NOW, body);
        assertThat(service.get("/api/events").body()).isEqualTo("""
                        {"items":[{"id":1,"receivedAt":"2026-01-22T14:55:35.714Z","source":"circle","type":"joined",\
                        "circleMemberId":7,"status":"pending","reason":null,"error":null,"body":%s}],"nextCursor":null}""".formatted(body));
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
    void failures_are_found_by_what_was_wrong_and_by_when_they_came() throws Exception {
        for (long member = 1; member <= 3; member++) {
            rows.memberSync(member, null, ApiRows.NOW);
            rows.event("due", "changed", member, ApiRows.NOW.plusSeconds(3_600 * member), "{}");
        }
        service.jdbc().update("UPDATE member_sync SET error = 'circle-member: 503 ' || circle_member_id");
        rows.event("quarantined", null, null, ApiRows.NOW.plusSeconds(3_600 * 4), "x");
        service.jdbc().update("UPDATE event SET reason = 'The body is not JSON.' WHERE disposition = 'quarantined'");

        assertThat(ids("/api/events?status=failed&error=503%202")).containsExactly(2L);
        assertThat(texts("/api/events?status=failed&error=503%202", "error")).containsExactly("circle-member: 503 2");
        assertThat(ids("/api/events?status=failed&error=nothing")).isEmpty();
        assertThat(ids("/api/events?status=quarantined&error=JSON")).containsExactly(4L);
        String second = ApiRows.NOW.plusSeconds(7_200).toString();
        assertThat(ids("/api/events?status=failed&since=" + second)).containsExactly(3L, 2L);
        assertThat(ids("/api/events?since=" + second)).containsExactly(4L, 3L, 2L);
        assertThat(ids("/api/events?type=changed&since=" + second)).containsExactly(3L, 2L);
        assertThat(ids("/api/events?status=quarantined&since=" + second)).containsExactly(4L);
        assertThat(ids("/api/events?status=failed&circleMemberId=3&error=503%203&since=" + second))
                .containsExactly(3L);
    }

    /** What came before the link is the person's, too; what is another's is not. */
    @Test
    void a_list_by_member_holds_what_their_profile_has() throws Exception {
        UUID ada = rows.profile("ada@example.org", 7);
        UUID bob = rows.profile("bob@example.org", 8);
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
    void a_page_has_50_items_unless_told_otherwise_and_200_at_most() throws Exception {
        for (int i = 0; i < 201; i++) {
            rows.event("ignored", "other", null, ApiRows.NOW, "{}");
        }
        assertThat(ids("/api/events")).hasSize(50);
        assertThat(ids("/api/events?limit=200")).hasSize(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ?limit=201 | limit is malformed; expected a whole number from 1 to 200.
                    ?status=open | status is malformed; expected one of pending, processed, failed, ignored, quarantined.
                    ?type=%00 | type is malformed; expected text.
                    ?type=a+b | type holds a plus sign, which may stand for a blank; expected %20 or %2B.
                    ?Type=x | There is no parameter 'Type'; expected circleMemberId, cursor, error, limit, since, status, type.
                    ?error=503 | error goes with status=failed or status=quarantined only.
                    ?since=today | since is malformed; expected a time such as 2026-01-22T14:54:18Z.
                    """)
    void a_malformed_question_is_400_and_says_what_was_expected(String question, String detail) throws Exception {
        assertRefused(path + question, detail);
    }
}
