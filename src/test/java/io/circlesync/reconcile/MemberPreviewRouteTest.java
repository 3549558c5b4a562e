package io.circlesync.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.StubPartner.Answer;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sync of one member would change, before it does. */
class MemberPreviewRouteTest extends ReconcileTestBase {

    @BeforeAll
    static void start() {
        startWith(unbounded());
    }

    @Test
    void both_sides_are_shown_with_what_would_change_on_each_and_why_and_nothing_is_written() {
        List<Long> ids = members(2);
        run();
        long id = ids.get(0);
        UUID profile = profileOf(id);
        service.jdbc()
                .update(
                        "UPDATE profile SET bio = 'Mine', updated_at = ? WHERE id = ?",
                        Timestamp.from(Instant.now().minusSeconds(60)),
                        profile);
        silently(id, member -> member.put("headline", "Poet"));
        String before = snapshot(profile);
        long conflicts = count("conflict");

        JsonNode preview = get("/api/members/" + id + "/preview");

        assertThat(preview.get("kind").textValue()).isEqualTo("different");
        assertThat(preview.get("profileId").textValue()).isEqualTo(profile.toString());
        assertThat(preview.at("/local/headline").textValue()).isEqualTo("Analyst");
        assertThat(preview.at("/circle/fields/headline").textValue()).isEqualTo("Poet");
        assertThat(preview.at("/changes/local/headline").textValue()).isEqualTo("Poet");
        assertThat(preview.get("fields").findValuesAsText("field")).contains("headline", "bio");
        assertThat(preview.at("/fields/0/rule").textValue()).isNotBlank();
        assertThat(snapshot(profile)).isEqualTo(before);
        assertThat(count("conflict")).isEqualTo(conflicts);
        assertThat(circle.member(id).at("/flattened_profile_fields/bio").textValue())
                .isEqualTo("Writes notes");
        JsonNode same = get("/api/members/" + ids.get(1) + "/preview");
        assertThat(same.get("kind").isNull()).isTrue();
        assertThat(same.get("fields")).isEmpty();
    }

    @Test
    void members_who_are_new_or_gone_or_nobody_are_told_apart() {
        long newcomer = newId();
        long gone = newId();
        member(newcomer);
        member(gone);
        run();
        service.jdbc().update("DELETE FROM profile WHERE circle_member_id = ?", newcomer);
        circle.remove(gone);

        assertThat(get("/api/members/" + newcomer + "/preview").get("kind").textValue())
                .isEqualTo("missing-here");
        JsonNode left = get("/api/members/" + gone + "/preview");
        assertThat(left.get("kind").textValue()).isEqualTo("left");
        assertThat(left.get("circle").isNull()).isTrue();
        assertThat(service.get("/api/members/" + newId() + "/preview").statusCode())
                .isEqualTo(404);
        assertThat(service.get("/api/members/none/preview").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "429", "no JSON", "broken off"})
    void who_asks_for_what_circle_does_not_tell_is_asked_to_try_again(String how) {
        circle.answer(call -> switch (how) {
            case "no JSON" -> Answer.text(200, "<html>");
            case "broken off" -> throw new IllegalStateException("broken off");
            default -> Answer.text(Integer.parseInt(how), "");
        });

        HttpResponse<String> answer = service.get("/api/members/" + newId() + "/preview");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("Circle does not tell anything about the member");
    }
}
