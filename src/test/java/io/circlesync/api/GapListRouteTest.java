package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /api/gaps}. */
class GapListRouteTest extends ListTestBase {

    GapListRouteTest() {
        super("/api/gaps");
    }

    @Override
    void insert(UUID profile, int number) {
        rows.gap("kind-" + number, profile, 7L, null);
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
    void a_list_by_member_holds_what_their_profile_has() throws Exception {
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
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ?limit=0 | limit is malformed; expected a whole number from 1 to 200.
                    ?limit=99999999999 | limit is malformed; expected a whole number from 1 to 200.
                    ?cursor=x | cursor is malformed; expected the nextCursor of an earlier answer.
                    ?cursor=YmVmb3JlOng | cursor is malformed; expected the nextCursor of an earlier answer.
                    ?cursor=!!! | cursor is malformed; expected the nextCursor of an earlier answer.
                    ?status=closed | status is malformed; expected one of open, resolved, all.
                    ?kind=hole | kind is malformed; expected one of missing-workos, incomplete-profile, identity-conflict, sync-failed, push-rejected, member-left, message-failed, reconciliation.
                    ?profileId=7 | profileId is malformed; expected a UUID.
                    ?circleMemberId=x | circleMemberId is malformed; expected a number above zero.
                    ?field=bio | There is no parameter 'field'; expected circleMemberId, cursor, kind, limit, profileId, status.
                    """)
    void a_malformed_question_is_400_and_says_what_was_expected(String question, String detail) throws Exception {
        assertRefused(path + question, detail);
    }
}
