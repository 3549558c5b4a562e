package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.change.Change;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.circle.Hold;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.json.Json;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.ProfileRows;
import io.circlesync.queue.DueMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way back: local edits reach Circle, once, and their echoes change nothing. */
class MemberPushRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @Test
    void a_local_edit_reaches_circle_in_one_request_with_only_what_differs() throws Exception {
        long id = joined();

        edit(id, "bio", "Edited here");
        edit(id, "first_name", "Augusta");
        changesAndSettles(id);

        JsonNode sent = Json.mapper().readTree(onlyPut(id).body());
        assertThat(sent)
                .isEqualTo(
                        Json.mapper()
                                .readTree(
                                        "{\"name\":\"Augusta Lovelace\",\"community_member_profile_fields\":{\"bio\":\"Edited here\"}}"));
        assertThat(profileOf(id)).containsEntry("bio", "Edited here").containsEntry("first_name", "Augusta");
        assertThat(profileOf(id).get("base").toString()).contains("Edited here").contains("Augusta");
        assertThat(timelineOf(id)).contains("push bio: Writes notes -> Edited here");
    }

    @Test
    void the_echo_of_a_push_changes_nothing_and_is_not_answered_with_another() {
        long id = joined();
        edit(id, "headline", "Edited here");
        changesAndSettles(id);
        String afterPush = snapshot(id);

        changesAndSettles(id);
        changesAndSettles(id);

        assertThat(puts(id)).hasSize(1);
        assertThat(snapshot(id)).isEqualTo(afterPush);
        assertThat(conflictsOf(id)).isEmpty();
    }

    @Test
    void circle_s_answer_tells_when_circle_was_last_seen() {
        long id = joined();

        edit(id, "headline", "Edited here");
        changesAndSettles(id);

        assertThat((Timestamp) profileOf(id).get("circle_updated_at")).isAfter(Timestamp.from(JANUARY));
    }

    @Test
    void a_number_that_circle_answers_with_another_notation_was_kept() {
        long id = joined();
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            if (!call.method().equals("PUT")) {
                return answer;
            }
            inCircle(id).withObject("/flattened_profile_fields").put("bio", 38.0);
            return Answer.json(200, inCircle(id).toString());
        });
        edit(id, "bio", "38");
        changesAndSettles(id);
        changesAndSettles(id);

        assertThat(puts(id)).hasSize(1);
        assertThat(profileOf(id)).containsEntry("bio", "38");
        assertThat(openGapsOfMember(id)).doesNotContain("push-rejected");
    }

    @Test
    void nothing_is_written_over_what_an_answer_leaves_out() {
        long id = joined();
        ObjectNode whole = inCircle(id).deepCopy();
        inCircle(id)
                .putNull("flattened_profile_fields")
                .put("updated_at", JANUARY.plusSeconds(60).toString())
                .remove(List.of("name", "first_name", "last_name", "headline"));

        changesAndSettles(id);

        assertThat(puts(id)).isEmpty();
        assertThat(profileOf(id)).containsEntry("headline", "Analyst").containsEntry("bio", "Writes notes");
        whole.put("headline", "Edited in Circle")
                .put("updated_at", JANUARY.plusSeconds(120).toString());
        circle.put(whole);
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Edited in Circle");
        assertThat(puts(id)).isEmpty();
    }

    @Test
    void an_answer_that_says_nothing_of_what_was_written_is_no_refusal() {
        long id = joined();
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            return call.method().equals("PUT")
                    ? Answer.json(200, "{\"id\":" + id + ",\"email\":\"" + email(id) + "\"}")
                    : answer;
        });
        edit(id, "headline", "Edited here");
        edit(id, "linkedin_url", "https://www.linkedin.com/in/ada");
        changesAndSettles(id);

        assertThat(openGapsOfMember(id)).doesNotContain("push-rejected");
        circle.answerNormally();
        changesAndSettles(id);
        assertThat(puts(id)).hasSize(1);
        assertThat(profileOf(id)).containsEntry("headline", "Edited here");
        assertThat(conflictsOf(id)).isEmpty();
    }

    @Test
    void a_local_edit_between_a_push_and_its_echo_survives() {
        long id = joined();
        edit(id, "headline", "First");
        changesAndSettles(id);

        edit(id, "headline", "Second");
        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", "Second");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Second");
        assertThat(puts(id)).hasSize(2);
    }

    @Test
    void a_local_edit_while_the_push_is_under_way_survives_too() {
        long id = joined();
        edit(id, "headline", "First");
        AtomicInteger puts = new AtomicInteger();
        circle.answer(call -> {
            if (call.method().equals("PUT") && call.path().endsWith("/" + id) && puts.incrementAndGet() == 1) {
                edit(id, "headline", "Second");
                markDue(id);
            }
            return circle.normally(call);
        });

        changes(id);

        await().untilAsserted(
                        () -> assertThat(inCircle(id).get("headline").asText()).isEqualTo("Second"));
        settles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Second");
    }

    @Test
    void an_edit_in_circle_after_our_push_survives() {
        long id = joined();
        edit(id, "headline", "Edited here");
        changesAndSettles(id);

        ObjectNode member = inCircle(id);
        member.put("headline", "Edited in Circle")
                .put(
                        "updated_at",
                        Instant.parse(member.get("updated_at").asText())
                                .plusSeconds(1)
                                .toString());
        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", "Edited in Circle");
        assertThat(puts(id)).hasSize(1);
    }

    @Test
    void an_edit_in_circle_while_the_push_is_under_way_is_taken_over() {
        long id = joined();
        edit(id, "headline", "Edited here");
        circle.answer(call -> {
            if (call.method().equals("PUT") && call.path().endsWith("/" + id)) {
                inCircle(id).withObject("/flattened_profile_fields").put("bio", "Edited in Circle");
            }
            return circle.normally(call);
        });

        changes(id);

        await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("bio", "Edited in Circle"));
        settles(id);
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Edited here");
        assertThat(puts(id)).hasSize(1);
    }

    @Test
    void edits_on_both_sides_settle_equal_on_both() {
        long id = joined();
        edit(id, "headline", "Edited here");
        inCircle(id)
                .put("updated_at", JANUARY.plusSeconds(30).toString())
                .withObject("/flattened_profile_fields")
                .put("bio", "Edited in Circle");

        changesAndSettles(id);
        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", "Edited here");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Edited here");
        assertThat(inCircle(id).at("/flattened_profile_fields/bio").asText())
                .isEqualTo(profileOf(id).get("bio"));
        assertThat(conflictsOf(id)).extracting(row -> row.get("field")).containsExactly("bio", "headline");
        assertThat(puts(id)).hasSize(1);
    }

    @Test
    void edits_on_both_sides_while_circle_is_being_asked_settle_equal_on_both() {
        long id = joined();
        AtomicInteger asked = new AtomicInteger();
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            if (call.path().endsWith("/" + id) && asked.incrementAndGet() == 1) {
                edit(id, "headline", "Typed here");
                markDue(id);
                inCircle(id)
                        .put("updated_at", Instant.now().plusSeconds(1).toString())
                        .withObject("/flattened_profile_fields")
                        .put("bio", "Typed in Circle");
                tellsOfField(id, "bio", "\"Typed in Circle\"");
            }
            return answer;
        });

        changes(id);

        await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("bio", "Typed in Circle"));
        settles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Typed here");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Typed here");
        assertThat(inCircle(id).at("/flattened_profile_fields/bio").asText()).isEqualTo("Typed in Circle");
        assertThat(fetchesOf(id)).extracting(Call::method).containsExactly("GET", "GET", "PUT", "GET");
    }

    @Test
    void what_circle_does_not_keep_is_told_once_and_not_sent_again() {
        long id = joined();
        edit(id, "website", "https://new.example.org");
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            if (call.method().equals("PUT") && call.path().endsWith("/" + id)) {
                inCircle(id).withObject("/flattened_profile_fields").put("website", "https://example.org");
                return Answer.json(200, inCircle(id).toString());
            }
            return answer;
        });

        changesAndSettles(id);
        changesAndSettles(id);

        assertThat(puts(id)).hasSize(1);
        assertThat(openGapsOfMember(id)).containsExactly("push-rejected");
        assertThat(alerts("push-rejected", id)).isEqualTo(1);
        assertThat(profileOf(id)).containsEntry("website", "https://new.example.org");

        circle.answerNormally();
        edit(id, "website", "https://third.example.org");
        changesAndSettles(id);
        assertThat(openGapsOfMember(id)).isEmpty();
        assertThat(puts(id)).hasSize(2);
    }

    @Test
    void what_circle_refuses_is_told_once_and_not_sent_again() {
        long id = joined();
        edit(id, "headline", "Refused");
        circle.answer(call -> call.method().equals("PUT")
                ? Answer.json(422, "{\"success\":false,\"message\":\"Headline <b>is</b>\\nodd\",\"error_details\":{}}")
                : circle.normally(call));

        changesAndSettles(id);
        changesAndSettles(id);

        assertThat(puts(id)).hasSize(1);
        assertThat(openGapsOfMember(id)).containsExactly("push-rejected");
        assertThat(alerts("push-rejected", id)).isEqualTo(1);
        assertThat(alertText("push-rejected", id))
                .contains("Circle answered 422 \"Headline &lt;b&gt;is&lt;/b&gt; odd\".");
        assertThat(detailOf("push-rejected", id)).contains("\"fields\": [\"headline\"]");
        assertThat(profileOf(id)).containsEntry("headline", "Refused");

        circle.answerNormally();
        edit(id, "headline", "Accepted");
        changesAndSettles(id);
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Accepted");
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    @Test
    void what_circle_refused_is_not_lost_to_the_old_value_there() {
        long id = joined();
        circle.answer(call -> call.method().equals("PUT")
                ? Answer.json(422, "{\"success\":false,\"message\":\"Validation failed\",\"error_details\":{}}")
                : circle.normally(call));
        edit(id, "headline", "Refused");
        changesAndSettles(id);

        inCircle(id).put("updated_at", "2099-01-01T00:00:00Z");
        inCircle(id).withObject("/flattened_profile_fields").put("bio", "Edited in Circle");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Refused").containsEntry("bio", "Edited in Circle");

        inCircle(id).put("updated_at", "2099-01-02T00:00:00Z").put("headline", "Edited in Circle too");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("headline", "Edited in Circle too");
    }

    @ParameterizedTest
    @CsvSource({"website,headline", "headline,website", "website,'headline,bio,name'"})
    void one_field_that_circle_refuses_costs_only_itself(String refused, String others) {
        long id = joined();
        Map<String, String> columns =
                Map.of("website", "website", "headline", "headline", "bio", "bio", "name", "first_name");
        edit(id, columns.get(refused), "https://refused.example.org");
        for (String other : others.split(",")) {
            edit(id, columns.get(other), "Edited");
        }
        refuses(id, refused);

        changesAndSettles(id);
        changesAndSettles(id);

        assertThat(profileOf(id).get("push_rejected").toString())
                .contains(refused)
                .doesNotContain("Edited");
        assertThat(detailOf("push-rejected", id)).contains("\"fields\": [\"" + refused + "\"]");
        assertThat(alerts("push-rejected", id)).isEqualTo(1);
        assertThat(inCircle(id).toString())
                .doesNotContain("refused.example.org")
                .contains("Edited");
        assertThat(puts(id)).hasSize(1 + 1 + others.split(",").length);
        assertThat(profileOf(id)).containsEntry(columns.get(refused), "https://refused.example.org");

        edit(id, columns.get(others.split(",")[0]), "Edited again");
        changesAndSettles(id);
        assertThat(inCircle(id).toString()).contains("Edited again");
        assertThat(openGapsOfMember(id)).containsExactly("push-rejected");
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "headline,' Analyst of engines ','Analyst of engines'",
                "headline,'Zoe\u0308 at work','Zo\u00eb at work'",
                "headline,'10\u00a0km','10 km'",
                "bio,'one\r\ntwo','one\ntwo'",
                "website,'https://new.example.org','https://new.example.org/'",
                "website,'https://new.example.org','new.example.org'",
                "first_name,'Ada\u00a0Augusta','Ada Augusta'",
            })
    void what_circle_writes_its_own_way_is_no_difference(String column, String typed, String kept) {
        long id = joined();
        edit(id, column, typed);
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            if (!call.method().equals("PUT") || !call.path().endsWith("/" + id)) {
                return answer;
            }
            switch (column) {
                case "headline" -> inCircle(id).put("headline", kept);
                case "first_name" -> inCircle(id).put("name", kept + " Lovelace");
                default -> inCircle(id).withObject("/flattened_profile_fields").put(column, kept);
            }
            return Answer.json(200, inCircle(id).toString());
        });

        changesAndSettles(id);
        String after = snapshot(id);
        changesAndSettles(id);

        assertThat(puts(id)).hasSize(1);
        assertThat(openGapsOfMember(id)).isEmpty();
        assertThat(profileOf(id)).containsEntry(column, typed).containsEntry("last_name", "Lovelace");
        assertThat(snapshot(id)).isEqualTo(after);
        assertThat(conflictsOf(id)).extracting(row -> row.get("winner")).doesNotContain("circle");
    }

    @ParameterizedTest
    @CsvSource({
        "headline, A headline that is too long for Circle, A headline that is too",
        "bio, A text that is too long, A text...",
    })
    void what_circle_cut_without_an_answer_is_told_and_drags_nothing_along(String column, String typed, String kept) {
        long id = joined();
        edit(id, column, typed);
        edit(id, "location", "Typed here", JANUARY.minusSeconds(60));
        AtomicInteger puts = new AtomicInteger();
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            if (!call.method().equals("PUT") || !call.path().endsWith("/" + id) || puts.incrementAndGet() > 1) {
                return answer;
            }
            if (column.equals("headline")) {
                inCircle(id).put("headline", kept);
            } else {
                inCircle(id).withObject("/flattened_profile_fields").put(column, kept);
            }
            inCircle(id).put("updated_at", "2099-01-01T00:00:00Z");
            return Answer.text(504, "<html>timeout</html>");
        });

        changesAndSettles(id);
        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry(column, typed).containsEntry("location", "Typed here");
        assertThat(openGapsOfMember(id)).containsExactly("push-rejected");
        assertThat(detailOf("push-rejected", id)).contains("\"fields\": [\"" + column + "\"]");
        assertThat(alerts("push-rejected", id)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"definition", "type", "value", "typed again", "asked for"})
    void what_circle_refused_is_sent_once_more_when_somebody_mended_it(String mended) {
        long id = newMemberId();
        ObjectNode field = memberInCircle(id)
                .putArray("profile_fields")
                .addObject()
                .put("key", "website")
                .put("field_type", "text")
                .put("updated_at", "2026-01-01T00:00:00Z");
        joins(id);
        settles(id);
        edit(id, "website", "https://new.example.org");
        refuses(id, "website");
        changesAndSettles(id);
        changesAndSettles(id);
        assertThat(openGapsOfMember(id)).containsExactly("push-rejected");
        int before = puts(id).size();

        mend(mended, id, field);
        await().untilAsserted(() -> assertThat(puts(id)).hasSize(before + 1));
        settles(id);
        changesAndSettles(id);
        assertThat(puts(id)).as("sent once more").hasSize(before + 1);
        assertThat(openGapsOfMember(id)).containsExactly("push-rejected");
        assertThat(alerts("push-rejected", id)).isEqualTo(1);

        circle.answerNormally();
        mend(mended + "!", id, field);
        await().untilAsserted(() -> assertThat(openGapsOfMember(id)).isEmpty());
        settles(id);
        assertThat(inCircle(id).at("/flattened_profile_fields/website").asText())
                .isEqualTo("https://new.example.org");
    }

    private void mend(String what, long id, ObjectNode field) {
        boolean again = what.endsWith("!");
        switch (what.replace("!", "")) {
            case "definition" -> field.put("updated_at", again ? "2026-03-01T00:00:00Z" : "2026-02-01T00:00:00Z");
            case "type" -> field.put("field_type", again ? "textarea" : "link");
            case "value" -> inCircle(id).withObject("/flattened_profile_fields").put("website", again ? "b" : "a");
            case "asked for" -> {
                HttpRequest.Builder now = HttpRequest.newBuilder(
                                URI.create(service.url() + "/api/members/" + id + "/sync"))
                        .header("Authorization", "Bearer api-token")
                        .POST(HttpRequest.BodyPublishers.noBody());
                assertThat(RunningService.send(now).statusCode()).isEqualTo(204);
                return;
            }
            default -> {
                types(id, "website", "https://new.example.org");
                return;
            }
        }
        changes(id);
    }

    private static void types(long id, String field, String value) {
        HttpRequest.Builder patch = HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + profileId(id)))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"" + field + "\":\"" + value + "\"}"));
        assertThat(RunningService.send(patch).statusCode()).isEqualTo(200);
    }

    private static UUID profileId(long id) {
        return service.jdbc().queryForObject("SELECT id FROM profile WHERE circle_member_id = ?", UUID.class, id);
    }

    /** Circle refuses every request with this field in it. */
    private void refuses(long id, String field) {
        circle.answer(call -> call.method().equals("PUT")
                        && call.path().endsWith("/" + id)
                        && call.body().contains("\"" + field + "\"")
                ? Answer.json(422, "{\"success\":false,\"message\":\"Validation failed\",\"error_details\":{}}")
                : circle.normally(call));
    }

    @Test
    void nothing_is_written_on_the_strength_of_an_event_alone() {
        long id = joined();
        edit(id, "headline", "Typed here");
        ObjectNode told = inCircle(id).deepCopy();
        inCircle(id).put("headline", "Edited in Circle").put("updated_at", "2099-01-02T00:00:00Z");

        tellsOfMember(id, told, Instant.parse("2099-01-01T00:00:00Z"));

        await().untilAsserted(() -> assertThat(profileOf(id)).containsEntry("headline", "Edited in Circle"));
        settles(id);
        assertThat(puts(id)).isEmpty();
        assertThat(fetchesOf(id)).extracting(Call::method).containsExactly("GET", "GET");
    }

    @Test
    void what_a_push_brought_is_told_and_not_written_to_whoever_was_linked_to_another_member_meanwhile() {
        long id = joined();
        UUID profile = (UUID) profileOf(id).get("id");
        edit(id, "headline", "Typed here");
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            if (call.method().equals("PUT") && call.path().endsWith("/" + id)) {
                service.jdbc()
                        .update("UPDATE profile SET circle_member_id = ?, base = '{}' WHERE id = ?", -id, profile);
            }
            return answer;
        });

        changesAndSettles(id);

        assertThat(row(profile).get("base").toString()).isEqualTo("{}");
        assertThat(service.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM change WHERE profile_id = ? AND source = 'push'",
                                Long.class,
                                profile))
                .isEqualTo(1);
    }

    @Test
    void a_value_that_is_not_sent_stands_whatever_else_changes_in_circle() {
        long id = newMemberId();
        memberInCircle(id)
                .putArray("profile_fields")
                .addObject()
                .put("key", "location")
                .put("field_type", "location");
        UUID profile = localProfile(email(id), JANUARY.plusSeconds(60), "location", "Berlin");
        joins(id);
        settles(id);
        assertThat(row(profile)).containsEntry("circle_member_id", id).containsEntry("location", "Berlin");

        inCircle(id)
                .put("updated_at", "2099-01-01T00:00:00Z")
                .putArray("member_tags")
                .add("Founding");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("location", "Berlin");

        inCircle(id).put("updated_at", "2099-01-02T00:00:00Z").put("headline", "Edited in Circle");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("location", "Berlin").containsEntry("headline", "Edited in Circle");

        inCircle(id)
                .put("updated_at", "2099-01-03T00:00:00Z")
                .withObject("/flattened_profile_fields")
                .put("location", "Rome");
        changesAndSettles(id);
        assertThat(profileOf(id)).containsEntry("location", "Rome");
        assertThat(puts(id)).isEmpty();
    }

    @Test
    void an_open_gap_names_what_is_refused_now() {
        long id = joined();
        circle.answer(call -> call.method().equals("PUT")
                ? Answer.json(422, "{\"success\":false,\"message\":\"Validation failed\",\"error_details\":{}}")
                : circle.normally(call));
        edit(id, "headline", "Refused");
        changesAndSettles(id);
        edit(id, "website", "https://refused.example.org");
        changesAndSettles(id);
        assertThat(detailOf("push-rejected", id)).contains("\"fields\": [\"headline\", \"website\"]");

        circle.answerNormally();
        edit(id, "headline", "Accepted");
        changesAndSettles(id);

        assertThat(detailOf("push-rejected", id)).contains("\"fields\": [\"website\"]");
        assertThat(alerts("push-rejected", id)).isEqualTo(1);
    }

    @Test
    void a_request_whose_connection_breaks_is_not_repeated_before_a_fetch() {
        long id = joined();
        edit(id, "headline", "Edited here");
        AtomicInteger puts = new AtomicInteger();
        circle.answer(call -> {
            if (call.method().equals("PUT") && puts.incrementAndGet() == 1) {
                circle.normally(call);
                throw new IllegalStateException("The connection breaks");
            }
            return circle.normally(call);
        });
        int before = fetchesOf(id).size();

        changesAndSettles(id);

        assertThat(fetchesOf(id).subList(before, fetchesOf(id).size()))
                .extracting(Call::method)
                .containsExactly("GET", "PUT", "GET");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void a_request_that_circle_could_not_take_is_not_repeated_before_a_fetch(int status) {
        long id = joined();
        edit(id, "headline", "Edited here");
        AtomicInteger puts = new AtomicInteger();
        circle.answer(call -> call.method().equals("PUT") && puts.incrementAndGet() == 1
                ? Answer.json(status, "{}").with("Retry-After", "1")
                : circle.normally(call));
        int before = fetchesOf(id).size();

        changesAndSettles(id);

        assertThat(fetchesOf(id).subList(before, fetchesOf(id).size()))
                .extracting(Call::method)
                .containsExactly("GET", "PUT", "GET", "PUT");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Edited here");
        assertThat(openGapsOfMember(id)).isEmpty();
    }

    /** While a push waits for its turn, the person may have been erased, or another process have taken over. */
    @Test
    void a_push_whose_member_is_no_longer_held_is_not_sent() {
        long id = joined();
        DueMember lost = held(id, UUID.randomUUID());
        pushes(id, lost, ProfileRows.fromJson(snapshot(id)).id());

        assertThat(puts(id)).isEmpty();
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Analyst");
    }

    /** As where a person has linked the profile to another member: nobody would take this one before the lease is over. */
    @Test
    void a_push_that_is_not_sent_gives_back_whom_nobody_else_has() {
        long id = joined();
        UUID token = UUID.randomUUID();
        service.jdbc()
                .update(
                        "UPDATE member_sync SET lease_token = ?, due_at = now() + interval '10 minutes'"
                                + " WHERE circle_member_id = ?",
                        token,
                        id);

        pushes(id, held(id, token), UUID.randomUUID());

        await().until(() -> count("member_sync WHERE circle_member_id = ? AND lease_token = ?", id, token) == 0);
        settles(id);
        assertThat(puts(id)).isEmpty();
    }

    private static void pushes(long id, DueMember member, UUID shown) {
        SyncOutcome outcome = new SyncOutcome(
                FetchedMember.of(member, Optional.empty()),
                Change.build().done(),
                Optional.of(new CircleUpdate(
                        id,
                        CircleValues.of(Map.of("headline", "Of somebody who was erased")),
                        new Hold(shown, member.token()))),
                Optional.empty(),
                false);
        try (ProducerTemplate template = service.camel().createProducerTemplate()) {
            template.requestBody("seda:member-push?size=4096", outcome);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DueMember held(long id, UUID token) {
        return new DueMember(
                id,
                token,
                1,
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                Optional.empty(),
                CircleValues.none(),
                List.of(),
                false,
                Optional.empty());
    }

    @Test
    void after_a_lost_answer_the_member_is_fetched_before_anything_is_repeated() {
        long id = joined();
        edit(id, "headline", "Edited here");
        AtomicInteger puts = new AtomicInteger();
        circle.answer(call -> {
            Answer answer = circle.normally(call);
            boolean lost = call.method().equals("PUT") && puts.incrementAndGet() == 1;
            return lost ? Answer.text(504, "<html>timeout</html>") : answer;
        });

        changesAndSettles(id);

        assertThat(puts(id)).hasSize(1);
        assertThat(profileOf(id).get("base").toString()).contains("Edited here");
    }

    @Test
    void after_a_lost_answer_our_own_write_is_not_taken_for_an_edit_in_circle() {
        long id = joined();
        edit(id, "headline", "First");
        loseTheFirstAnswer(id, () -> {
            edit(id, "headline", "Second");
            markDue(id);
        });

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("headline", "Second");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Second");
        assertThat(puts(id)).hasSize(2);
        assertThat(conflictsOf(id)).extracting(row -> row.get("local_value")).doesNotContain("Second");
    }

    @Test
    void after_a_lost_answer_circle_is_asked_whatever_events_say_of_the_member() {
        long id = joined();
        edit(id, "headline", "Edited here");
        ObjectNode before = inCircle(id).deepCopy();
        loseTheFirstAnswer(id, () -> tellsOfMember(id, before, JANUARY.plusSeconds(2)));

        tellsOfMember(id, before, JANUARY.plusSeconds(1));

        await().untilAsserted(
                        () -> assertThat(profileOf(id).get("base").toString()).contains("Edited here"));
        settles(id);
        assertThat(fetchesOf(id)).extracting(Call::method).containsExactly("GET", "GET", "PUT", "GET");
    }

    @Test
    void fields_that_are_not_text_like_are_not_sent() {
        long id = newMemberId();
        memberInCircle(id)
                .putArray("profile_fields")
                .addObject()
                .put("key", "location")
                .put("field_type", "location");
        joins(id);
        settles(id);

        edit(id, "location", "Paris");
        changesAndSettles(id);

        inCircle(id).put("updated_at", "2099-01-01T00:00:00Z").put("headline", "Edited in Circle");
        changesAndSettles(id);

        assertThat(puts(id)).isEmpty();
        assertThat(profileOf(id)).containsEntry("location", "Paris").containsEntry("headline", "Edited in Circle");
    }

    @Test
    void neither_address_nor_tags_nor_spaces_are_ever_sent() throws Exception {
        long id = joined();
        inCircle(id).putArray("member_tags").addObject().put("id", 7).put("name", "Founding");
        for (String column : List.of("first_name", "last_name", "headline", "bio", "location", "website")) {
            edit(id, column, "Edited");
        }
        edit(id, "instagram_url", "https://instagram.example.org");
        edit(id, "linkedin_url", "https://linkedin.example.org");
        edit(id, "email", "moved-here" + id + "@example.org");

        changesAndSettles(id);

        JsonNode sent = Json.mapper().readTree(onlyPut(id).body());
        assertThat(sent.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("name", "headline", "community_member_profile_fields");
        assertThat(sent.get("community_member_profile_fields").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("bio", "location", "website", "instagram_url", "linkedin_url");
        assertThat(profileOf(id)).containsEntry("email", "moved-here" + id + "@example.org");
        assertThat(inCircle(id).get("email").asText()).isEqualTo(email(id));
    }

    @Test
    void a_profile_made_here_finds_its_member_by_the_address() {
        long id = newMemberId();
        memberInCircle(id);
        java.util.UUID profile = localProfile(email(id), JANUARY.plusSeconds(60), "headline", "Typed here");
        rows().search(profile);

        await().untilAsserted(() -> assertThat(row(profile)).containsEntry("circle_member_id", id));
        settles(id);
        assertThat(row(profile)).containsEntry("headline", "Typed here").containsEntry("bio", "Writes notes");
        assertThat(inCircle(id).get("headline").asText()).isEqualTo("Typed here");
        assertThat(searches()).isZero();
    }

    @Test
    void a_profile_whose_search_failed_finds_its_member_later() {
        long id = newMemberId();
        memberInCircle(id);
        AtomicInteger searches = new AtomicInteger();
        circle.answer(call -> call.path().endsWith("/search") && searches.incrementAndGet() == 1
                ? Answer.text(503, "<html>away</html>")
                : circle.normally(call));
        java.util.UUID profile = localProfile(email(id), JANUARY);

        rows().search(profile);

        await().untilAsserted(() -> assertThat(row(profile)).containsEntry("circle_member_id", id));
        settles(id);
        assertThat(searches).hasValue(2);
        assertThat(row(profile)).containsEntry("headline", "Analyst");
    }

    @Test
    void a_search_that_is_answered_with_somebody_else_links_nobody() {
        long other = newMemberId();
        memberInCircle(other);
        circle.answer(call -> call.path().endsWith("/search")
                ? Answer.json(200, inCircle(other).toString())
                : circle.normally(call));
        java.util.UUID profile = localProfile("nobody" + newMemberId() + "@example.org", JANUARY);

        rows().search(profile);

        await().untilAsserted(() -> assertThat(searches()).isZero());
        assertThat(row(profile)).containsEntry("circle_member_id", null).containsEntry("headline", null);
        assertThat(service.jdbc().queryForList("SELECT 1 FROM member_sync WHERE circle_member_id = ?", other))
                .isEmpty();
    }

    @Test
    void a_search_that_finds_nobody_ends() {
        java.util.UUID profile = localProfile("nobody" + newMemberId() + "@example.org", JANUARY);
        rows().search(profile);

        await().untilAsserted(() -> assertThat(searches()).isZero());
        assertThat(row(profile)).containsEntry("circle_member_id", null);
    }

    private static void tellsOfMember(long id, ObjectNode member, Instant updatedAt) {
        String event = "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + ",\"member\":"
                + member.deepCopy().put("updated_at", updatedAt.toString()) + "}}";
        assertThat(service.post("/webhooks/circle", event).statusCode()).isEqualTo(200);
    }

    private void loseTheFirstAnswer(long id, Runnable meanwhile) {
        AtomicInteger puts = new AtomicInteger();
        circle.answer(call -> {
            if (!call.method().equals("PUT") || !call.path().endsWith("/" + id) || puts.incrementAndGet() > 1) {
                return circle.normally(call);
            }
            meanwhile.run();
            circle.normally(call);
            return Answer.text(504, "<html>timeout</html>");
        });
    }

    private static void markDue(long id) {
        service.jdbc().update("UPDATE member_sync SET generation = generation + 1 WHERE circle_member_id = ?", id);
    }

    private static String detailOf(String kind, long id) {
        return service.jdbc()
                .queryForObject(
                        "SELECT detail::text FROM gap WHERE kind = ? AND subject = ? AND resolved_at IS NULL",
                        String.class,
                        kind,
                        "member:" + id);
    }

    private static long searches() {
        return service.jdbc().queryForObject("SELECT count(*) FROM profile_search", Long.class);
    }

    private static List<String> timelineOf(long id) {
        List<Map<String, Object>> rows = service.jdbc()
                .queryForList(
                        "SELECT c.* FROM change c JOIN profile p ON p.id = c.profile_id WHERE p.circle_member_id = ? ORDER BY c.id",
                        id);
        return rows.stream()
                .map(row -> row.get("source") + " " + row.get("field") + ": " + row.get("old_value") + " -> "
                        + row.get("new_value"))
                .toList();
    }
}
