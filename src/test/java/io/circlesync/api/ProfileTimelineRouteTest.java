package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.StubCircle;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code GET /api/profiles/{id}/timeline}. */
class ProfileTimelineRouteTest extends ProfileWriteBase {

    @Test
    void a_change_shows_what_it_replaced_and_why() {
        UUID known = rows().profile(email, "headline", "Old");
        edit(known, object().put("headline", "New"));

        JsonNode page = json(get(known, ""));

        assertThat(page.get("nextCursor").isNull()).isTrue();
        assertThat(page.get("items")).hasSize(1);
        JsonNode item = page.get("items").get(0);
        List<String> names = new ArrayList<>();
        item.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactly(
                        "id", "changedAt", "field", "from", "to", "source", "rule", "winner", "eventId", "operator");
        assertThat(Instant.parse(item.get("changedAt").textValue()))
                .isBetween(Instant.parse(json(read(known)).get("updatedAt").textValue()), Instant.now());
        assertThat(item.get("field").textValue()).isEqualTo("headline");
        assertThat(item.get("from").textValue()).isEqualTo("Old");
        assertThat(item.get("to").textValue()).isEqualTo("New");
        assertThat(item.get("source").textValue()).isEqualTo("local");
        assertThat(item.get("rule").textValue()).isEqualTo("edit");
        assertThat(item.get("winner").isNull()).isTrue();
        assertThat(item.get("eventId").isNull()).isTrue();
        assertThat(item.get("operator").isNull()).isTrue();
    }

    @Test
    void a_change_by_circle_names_the_winner_and_the_event() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", EDITED));
        service.post("/webhooks/circle", "{\"type\":\"joined\",\"data\":{\"community_member_id\":" + memberId + "}}");
        await().until(() -> count("profile WHERE circle_member_id = ?", memberId) == 1);
        UUID known = id(service.get("/api/profiles?circleMemberId=" + memberId));

        JsonNode item = json(get(known, "")).get("items").get(0);

        assertThat(item.get("source").textValue()).isEqualTo("circle");
        assertThat(item.get("rule").textValue()).isEqualTo("created");
        assertThat(item.get("winner").textValue()).isEqualTo("circle");
        assertThat(item.get("eventId").isIntegralNumber()).isTrue();
    }

    @Test
    void pages_follow_each_other_newest_first_and_show_this_profile_alone() {
        UUID known = rows().profile(email);
        UUID other = rows().profile("other." + email);
        for (int i = 1; i <= 5; i++) {
            edit(known, object().put("headline", "Headline " + i));
            edit(other, object().put("headline", "Other " + i));
        }

        JsonNode first = json(get(known, "?limit=2"));
        edit(known, object().put("headline", "Headline 6"));
        JsonNode second =
                json(get(known, "?limit=2&cursor=" + first.get("nextCursor").textValue()));
        JsonNode third =
                json(get(known, "?limit=2&cursor=" + second.get("nextCursor").textValue()));

        assertThat(targets(first)).containsExactly("Headline 5", "Headline 4");
        assertThat(targets(second)).containsExactly("Headline 3", "Headline 2");
        assertThat(targets(third)).containsExactly("Headline 1");
        assertThat(third.get("nextCursor").isNull()).isTrue();
    }

    @Test
    void a_profile_without_changes_has_an_empty_timeline_and_an_unknown_one_is_404() {
        assertThat(get(rows().profile(email), "").body()).isEqualTo("{\"items\":[],\"nextCursor\":null}");
        assertProblem(get(UUID.randomUUID(), ""), 404);
    }

    @Test
    void a_malformed_question_is_400() {
        UUID known = rows().profile(email);
        assertProblem(service.get("/api/profiles/ada/timeline"), 404);
        assertProblem(get(known, "?limit=0"), 400);
        assertProblem(get(known, "?cursor=x"), 400);
        assertProblem(get(known, "?field=bio"), 400);
    }

    private static HttpResponse<String> get(UUID profile, String query) {
        return service.get("/api/profiles/" + profile + "/timeline" + query);
    }

    private static List<String> targets(JsonNode page) {
        List<String> targets = new ArrayList<>();
        page.get("items").forEach(item -> targets.add(item.get("to").textValue()));
        return targets;
    }
}
