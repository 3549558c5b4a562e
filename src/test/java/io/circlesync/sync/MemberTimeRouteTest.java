package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.json.Json;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The more recent side wins, in whatever form Circle gives its time; where it cannot be read, nobody wins. */
class MemberTimeRouteTest extends SyncTestBase {

    /** Between the local edits of the tests. */
    private static final Instant EDITED_IN_CIRCLE = Instant.parse("2026-11-20T10:00:00Z");

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"2026-11-20 10:00:00 UTC\"'",
        "'\"2026-11-20T10:00:00.123456+0000\"'",
        "'\"2026-11-20T10:00:00\"'",
        "1795168800",
        "1795168800000",
        "'\"1795168800\"'",
        "'\"1795168800000\"'"
    })
    void each_form_of_a_time_decides(String time) throws Exception {
        JsonNode updatedAt = Json.mapper().readTree(time);
        long older = editedInBoth(EDITED_IN_CIRCLE.minusSeconds(60), updatedAt);
        long newer = editedInBoth(EDITED_IN_CIRCLE.plusSeconds(60), updatedAt);

        changesAndSettles(older);
        changesAndSettles(newer);

        assertThat(profileOf(older)).containsEntry("headline", "Edited in Circle");
        assertThat(puts(older)).isEmpty();
        assertThat(profileOf(newer)).containsEntry("headline", "Edited here");
        assertThat(inCircle(newer).get("headline").asText()).isEqualTo("Edited here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"yesterday\"", "\"2026-11-20\"", "true", "0", "{}"})
    void a_time_that_cannot_be_read_decides_nothing_and_says_so(String time) throws Exception {
        long id = editedInBoth(EDITED_IN_CIRCLE.minusSeconds(60), Json.mapper().readTree(time));

        changes(id);

        await().untilAsserted(() -> assertThat(openGapsOfMember(id)).containsExactly("sync-failed"));
        assertThat(alertText("sync-failed", id)).contains("does not say readably");
        assertThat(profileOf(id)).containsEntry("headline", "Edited here");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Edited in Circle");
        assertThat(puts(id)).isEmpty();
        assertThat(conflictsOf(id)).isEmpty();

        inCircle(id).put("updated_at", EDITED_IN_CIRCLE.toString());
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Edited in Circle");
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @Test
    void a_time_that_nothing_depends_on_stops_nothing() {
        long id = newMemberId();
        memberInCircle(id).put("updated_at", "yesterday").put("created_at", "yesterday");
        joins(id);
        settles(id);
        assertThat(profilesOf(id)).hasSize(1);

        edit(id, "bio", "Edited here");
        edit(id, "linkedin_url", "https://example.org/ada");
        changesAndSettles(id);

        assertThat(openGapsOfMember(id)).isEmpty();
        assertThat(puts(id)).hasSize(1);
    }

    @Test
    void a_time_that_is_not_given_is_the_oldest() {
        long id = editedInBoth(EDITED_IN_CIRCLE.minusSeconds(60), Json.mapper().nullNode());

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", "Edited here");
    }

    @Test
    void a_time_ahead_of_now_does_not_beat_what_is_edited_later() {
        long id = joined();
        edit(id, "headline", "Edited here first");
        inCircle(id).put("headline", "Edited in Circle").put("updated_at", "2999-01-01T00:00:00Z");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Edited in Circle");
        edit(id, "headline", "Edited here");
        changesAndSettles(id);
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Edited here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"headline", "bio"})
    void an_answer_that_lags_behind_an_earlier_one_takes_no_edit_back(String editedHere) {
        long id = joined();
        inCircle(id).put("headline", "Second").put("updated_at", EDITED_IN_CIRCLE.toString());
        changesAndSettles(id);
        edit(id, editedHere, "Edited here");
        inCircle(id).put("headline", "First").put("updated_at", JANUARY.toString());

        changes(id);
        await().until(() -> attempts(id) > 0);
        assertThat(puts(id)).isEmpty();
        inCircle(id)
                .put("headline", "Third")
                .put("updated_at", Instant.now().plusSeconds(60).toString());
        settles(id);

        assertThat(profileOf(id)).containsEntry("headline", "Third");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Third");
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @Test
    void a_member_whom_circle_has_put_back_is_taken_as_they_are_after_some_seconds() {
        long id = joined();
        inCircle(id).put("headline", "Second").put("updated_at", EDITED_IN_CIRCLE.toString());
        changesAndSettles(id);
        inCircle(id).put("headline", "First").put("updated_at", JANUARY.toString());

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", "First");
        assertThat(openGapsOfMember(id)).isEmpty();
        assertThat(attempts(id)).isZero();
    }

    private static int attempts(long id) {
        return service.jdbc()
                .queryForObject("SELECT attempts FROM member_sync WHERE circle_member_id = ?", Integer.class, id);
    }

    private long editedInBoth(Instant here, JsonNode updatedAt) {
        long id = joined();
        edit(id, "headline", "Edited here", here);
        ObjectNode member = inCircle(id).put("headline", "Edited in Circle");
        member.set("updated_at", updatedAt);
        return id;
    }
}
