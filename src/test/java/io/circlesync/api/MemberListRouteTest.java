package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.Tables;
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

/** {@code GET /api/members}, and one of them. */
class MemberListRouteTest extends ProfileWriteBase {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** So late that no claim takes them while a test looks. */
    private static final Instant LATER = NOW.plus(Duration.ofDays(30));

    @BeforeEach
    void empty() {
        // Nobody is claimed, so that whoever is due stays so.
        call("POST", "/api/partners/circle/open", null);
        Tables.empty(service.jdbc(), "profile, event, member_sync, gap, outbox");
    }

    @Test
    void a_member_is_told_with_why_since_when_how_often_and_when_next() {
        UUID profile = rows().profile(email, "circle_member_id", memberId);
        rows().member(memberId, "due_at", LATER, "attempts", 3, "error", "circle-member: 503", "synced_at", NOW);
        rows().event("profile_updated", "circle_member_id", memberId, "received_at", NOW.minusSeconds(9));
        rows().event("profile_updated", "circle_member_id", memberId, "received_at", NOW.plusSeconds(1));
        rows().event("profile_updated", "circle_member_id", memberId, "received_at", NOW.plusSeconds(2));
        String expected = """
                {"circleMemberId":%d,"profileId":"%s","state":"waiting","error":"circle-member: 503","attempts":3,\
                "nextTryAt":"%s","waitingSince":"%s","failedAt":null,"syncedAt":"%s"}""".formatted(memberId, profile, LATER, NOW.plusSeconds(1), NOW);

        assertThat(service.get("/api/members?state=waiting").body())
                .isEqualTo("{\"items\":[" + expected + "],\"nextCursor\":null}");
        assertThat(service.get("/api/members/" + memberId).body()).isEqualTo(expected);
    }

    @Test
    void each_member_is_in_one_state() {
        rows().member(1, "due_at", NOW.minusSeconds(60));
        rows().member(2, "due_at", LATER);
        rows().member(3, "due_at", LATER, "lease_token", UUID.randomUUID());
        rows().member(4, "failed_at", NOW, "error", "circle-member: 422");
        rows().member(5, "failed_at", NOW, "error", "circle-member: 503");
        rows().member(6, "synced_at", NOW);
        // Paused after they were given up.
        rows().member(7, "failed_at", NOW, "error", "circle-member: 503");
        call("POST", "/api/members/7/pause", null);
        // Its holder died: the end of the lease is over.
        rows().member(8, "due_at", NOW.minusSeconds(30), "lease_token", UUID.randomUUID());

        assertThat(ids("/api/members?state=due")).containsExactly(1L, 8L);
        assertThat(ids("/api/members?state=waiting")).containsExactly(2L);
        assertThat(ids("/api/members?state=running")).containsExactly(3L);
        assertThat(ids("/api/members?state=failed")).containsExactly(4L, 5L);
        assertThat(ids("/api/members?state=failed&error=503")).containsExactly(5L);
        assertThat(ids("/api/members?state=paused")).containsExactly(7L);
        assertThat(ids("/api/members")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        assertThat(json(service.get("/api/members")).get("items"))
                .extracting(item -> item.get("state").textValue())
                .containsExactly("due", "waiting", "running", "failed", "failed", "settled", "paused", "due");
        assertThat(json(service.get("/api/members/3")).get("nextTryAt").isNull())
                .as("nobody knows when the next try after this one is")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void pages_join_to_the_whole_list_the_longest_waiting_first(int limit) {
        for (int i = 1; i <= 3; i++) {
            rows().member(i, "failed_at", NOW.minusSeconds(i), "error", "x");
            rows().member(10 + i, "failed_at", NOW, "error", "x");
        }
        List<Long> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(service.get("/api/members?state=failed&limit=" + limit + cursor));
            page.get("items")
                    .forEach(item -> seen.add(item.get("circleMemberId").longValue()));
            cursor = page.get("nextCursor").isNull()
                    ? null
                    : "&cursor=" + page.get("nextCursor").textValue();
        } while (cursor != null);

        assertThat(seen).containsExactly(3L, 2L, 1L, 11L, 12L, 13L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/members?state=lost      | 400 | state is malformed; expected one of due, waiting, running, failed, paused.
            /api/members?error=503       | 400 | error goes with state=waiting or state=failed only.
            /api/members?cursor=YmVmb3JlOjI | 400 | cursor is malformed; expected the nextCursor of an earlier answer.
            /api/members/9?x=1           | 400 | Expected no query parameters.
            /api/members/9               | 404 | There is no such member here; expected the circleMemberId of one who was heard of.
            /api/members/ada             | 404 | There is no such member here; expected the circleMemberId of one who was heard of.
            """)
    void what_cannot_be_answered_is_refused(String path, int status, String detail) {
        assertThat(assertProblem(service.get(path), status)).isEqualTo(detail);
    }

    private static List<Long> ids(String path) {
        List<Long> ids = new ArrayList<>();
        json(service.get(path))
                .get("items")
                .forEach(item -> ids.add(item.get("circleMemberId").longValue()));
        return ids;
    }
}
