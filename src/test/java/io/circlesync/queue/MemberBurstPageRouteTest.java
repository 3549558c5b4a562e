package io.circlesync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.json.Json;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of Circle's list tells of all who are due and stand on it. */
class MemberBurstPageRouteTest extends MemberBurstTestBase {

    @Test
    void a_burst_takes_a_call_for_each_page_and_whoever_is_told_of_meanwhile_one_more() throws Exception {
        long later = FIRST + MANY - 3;
        // As if the page were of another community: of such a one nothing is taken.
        long foreign = FIRST + MANY - 7;
        AtomicInteger told = new AtomicInteger();
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            if (isList(call) && told.getAndIncrement() == 0) {
                // After the page was made, and before it is read.
                circle.member(later)
                        .put("headline", "Poet")
                        .put("updated_at", JANUARY.plusSeconds(9).toString());
                assertThat(service.post(
                                        "/webhooks/circle",
                                        "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + later
                                                + "}}")
                                .statusCode())
                        .isEqualTo(200);
            }
            return isList(call) ? Answer.json(200, shownAsForeign(answer.body(), foreign)) : answer;
        });

        burst(3);

        assertThat(circle.pagesAsked()).isEqualTo(6);
        assertThat(single())
                .extracting(Call::path)
                .contains("/api/admin/v2/community_members/" + foreign)
                .allMatch(path -> path.endsWith("/" + later) || path.endsWith("/" + foreign));
        assertThat(count("profile WHERE headline = 'Analyst'")).isEqualTo(MANY - 1);
        assertThat(count("profile WHERE headline = 'Poet' AND circle_member_id = ?", later))
                .isEqualTo(1);
        assertThat(count("gap WHERE kind = 'missing-workos'"))
                .as("told as ever")
                .isEqualTo(MANY);
        assertThat(count("outbox WHERE channel = 'mail'")).isEqualTo(MANY);
    }

    /** A list may tell less of a member than the answer about that one. */
    @ParameterizedTest
    @ValueSource(strings = {"headline", "flattened_profile_fields,profile_fields", "name,first_name,last_name"})
    void of_whom_a_page_leaves_something_out_is_asked_for_by_themselves(String leftOut) throws Exception {
        List<Long> less = List.of(FIRST, FIRST + MANY - 1);
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            return isList(call) ? Answer.json(200, without(answer.body(), less, List.of(leftOut.split(",")))) : answer;
        });

        burst(1);

        assertThat(single())
                .extracting(Call::path)
                .containsExactlyInAnyOrderElementsOf(less.stream()
                        .map(id -> "/api/admin/v2/community_members/" + id)
                        .toList());
        assertThat(count("profile WHERE headline = 'Analyst' AND bio = 'Writes notes'"))
                .isEqualTo(MANY);
    }

    @Test
    void a_list_that_never_ends_is_left_alone() throws Exception {
        circle.answer(call -> isList(call)
                ? Answer.json(
                        200,
                        endless(circle.normally(new Call(
                                        call.method(),
                                        call.path(),
                                        "page=1&per_page=100&status=all",
                                        call.headers(),
                                        call.body()))
                                .body()))
                : circle.normally(call));

        burst(1);

        assertThat(circle.pagesAsked()).isEqualTo(6);
        assertThat(single()).hasSize(MANY - 100);
        assertThat(count("profile")).isEqualTo(MANY);
    }

    private static String endless(String list) {
        return ((ObjectNode) Json.read(list)).put("has_next_page", true).toString();
    }

    private static String without(String list, List<Long> members, List<String> names) {
        JsonNode page = Json.read(list);
        page.get("records").forEach(record -> {
            if (members.contains(record.get("id").asLong())) {
                ((ObjectNode) record).remove(names);
            }
        });
        return page.toString();
    }

    private static String shownAsForeign(String list, long member) {
        JsonNode page = Json.read(list);
        page.get("records").forEach(record -> {
            if (record.get("id").asLong() == member) {
                ((ObjectNode) record).put("community_id", 5);
            }
        });
        return page.toString();
    }
}
