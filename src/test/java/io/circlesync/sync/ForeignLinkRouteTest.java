package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no link in Circle stays there: it is not taken, not overwritten, and no reason for anything. */
class ForeignLinkRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                " \tJaVaScRiPt:alert(1)",
                "java\nscript:alert(1)",
                "data:text/html,<b>x",
                "vbscript:x"
            })
    void it_is_not_taken_and_a_local_link_is_not_pushed_over_it(String foreign) {
        long id = newMemberId();
        website(memberInCircle(id), foreign);
        joins(id);
        settles(id);
        assertThat(profileOf(id)).containsEntry("website", null).containsEntry("headline", "Analyst");

        edit(id, "website", "https://mine.example");
        edit(id, "headline", "Edited here");
        changesAndSettles(id);
        changesAndSettles(id);

        assertThat(onlyPut(id).body()).isEqualTo("{\"headline\":\"Edited here\"}");
        assertThat(inCircle(id).at("/flattened_profile_fields/website").asText())
                .isEqualTo(foreign);
        assertThat(profileOf(id)).containsEntry("website", "https://mine.example");
        assertThat(conflictsOf(id)).isEmpty();
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @Test
    void it_is_no_edit_of_what_both_sides_agreed_on() {
        long id = joined();
        edit(id, "headline", "Edited here");
        changesAndSettles(id);
        edit(id, "website", "https://mine.example");

        changedInCircle(website(inCircle(id), "javascript:alert(1)"));
        changesAndSettles(id);

        assertThat(profileOf(id))
                .containsEntry("website", "https://mine.example")
                .containsEntry("headline", "Edited here");
        assertThat(puts(id)).hasSize(1);
        assertThat(conflictsOf(id)).isEmpty();
    }

    @Test
    void other_edits_in_circle_are_taken_beside_it() {
        long id = joined();

        changedInCircle(website(inCircle(id), "javascript:alert(1)").put("headline", "Edited in Circle"));
        changesAndSettles(id);

        assertThat(profileOf(id))
                .containsEntry("website", "https://example.org")
                .containsEntry("headline", "Edited in Circle");
        assertThat(puts(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://new.example", "new.example"})
    void once_it_is_mended_in_circle_it_is_taken(String mended) {
        long id = joined();
        changedInCircle(website(inCircle(id), "javascript:alert(1)"));
        changesAndSettles(id);

        changedInCircle(website(inCircle(id), mended));
        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("website", mended);
    }

    @Test
    void a_link_cleared_here_does_not_come_back_because_of_it() {
        long id = joined();
        changedInCircle(website(inCircle(id), "javascript:alert(1)"));
        changesAndSettles(id);
        edit(id, "website", null);

        changedInCircle(inCircle(id).put("headline", "Edited in Circle"));
        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("website", null).containsEntry("headline", "Edited in Circle");
        assertThat(puts(id)).isEmpty();
    }

    private static ObjectNode website(ObjectNode member, String value) {
        member.withObject("/flattened_profile_fields").put("website", value);
        return member;
    }

    private static void changedInCircle(ObjectNode member) {
        member.put("updated_at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    }
}
