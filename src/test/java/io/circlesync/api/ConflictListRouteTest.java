package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.json.Json;
import io.circlesync.profile.SyncedField;
import java.net.http.HttpResponse;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /api/conflicts}. */
class ConflictListRouteTest extends ListTestBase {

    ConflictListRouteTest() {
        super("/api/conflicts");
    }

    @Override
    void insert(UUID profile, int number) {
        rows.conflict(profile, 7, "bio", "value " + number, "local");
    }

    @Test
    void a_conflict_shows_both_values_who_won_and_why() {
        UUID profile = rows.profile("ada@example.org", 7);
        rows.conflict(profile, 7, "bio", "ours", "local");
        assertThat(service.get("/api/conflicts").body()).isEqualTo("""
                        {"items":[{"id":1,"profileId":"%s","circleMemberId":7,"field":"bio","localValue":"ours",\
                        "circleValue":"theirs","localUpdatedAt":"2026-01-22T14:55:35.714Z","circleUpdatedAt":null,\
                        "winner":"local","rule":"most-recent","eventId":7,"recordedAt":"2026-01-22T14:55:36.714Z",\
                        "flippedAt":null}],"nextCursor":null}""".formatted(profile));
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

    /** What came before the link is the person's, too; what is another's is not. */
    @Test
    void a_list_by_member_holds_what_their_profile_has() throws Exception {
        UUID ada = rows.profile("ada@example.org", 7);
        UUID bob = rows.profile("bob@example.org", 8);
        rows.conflict(ada, 5, "bio", "1", "local");
        rows.conflict(ada, 7, "bio", "2", "local");
        rows.conflict(bob, 8, "bio", "3", "local");
        assertThat(ids("/api/conflicts?circleMemberId=7")).containsExactly(2L, 1L);
        assertThat(ids("/api/conflicts?circleMemberId=5")).containsExactly(1L);
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
                    ?limit=ten | limit is malformed; expected a whole number from 1 to 200.
                    ?limit=1&limit=2 | limit is given more than once; expected a whole number from 1 to 200.
                    """)
    void a_malformed_question_is_400_and_says_what_was_expected(String question, String detail) throws Exception {
        assertRefused(path + question, detail);
    }
}
