package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.StubCircle;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PATCH /api/profiles/{id}}: a JSON merge patch. */
class ProfileEditRouteTest extends ProfileWriteBase {

    @Test
    void null_clears_absent_stays_and_the_list_is_replaced() {
        UUID known = rows().profile(
                        email, "headline", "Old", "bio", "Kept", "location", "London", "referral_code", "R" + memberId);
        service.jdbc().update("UPDATE profile SET things_i_can_offer = '{Tea,Milk}' WHERE id = ?", known);
        ObjectNode patch = object().put("headline", "New").putNull("location").putNull("referralCode");
        patch.putArray("thingsICanOffer").add("Maths");

        HttpResponse<String> answer = edit(known, patch, "Content-Type", "application/merge-patch+json");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode profile = json(answer);
        assertThat(profile.get("headline").textValue()).isEqualTo("New");
        assertThat(profile.get("bio").textValue()).isEqualTo("Kept");
        assertThat(profile.get("location").isNull()).isTrue();
        assertThat(profile.get("referralCode").isNull()).isTrue();
        assertThat(profile.get("thingsICanOffer").toString()).isEqualTo("[\"Maths\"]");
        assertThat(Instant.parse(profile.get("updatedAt").textValue())).isAfter(EDITED);
        assertThat(read(known).body()).isEqualTo(answer.body());
        assertThat(timeline(known))
                .containsExactlyInAnyOrder(
                        "headline: Old > New edit",
                        "location: London > - edit",
                        "referralCode: R" + memberId + " > - edit",
                        "thingsICanOffer: [\"Tea\",\"Milk\"] > [\"Maths\"] edit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"headline\":\"Analyst\"}",
                "{\"bio\":null}",
                "{\"bio\":\" \"}",
                "{\"thingsICanOffer\":null}"
            })
    void an_edit_that_changes_nothing_moves_nothing(String patch) {
        UUID known = rows().profile(email, "headline", "Analyst");
        String before = snapshot(known);

        HttpResponse<String> answer = call("PATCH", "/api/profiles/" + known, patch);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(snapshot(known)).isEqualTo(before);
        assertThat(timeline(known)).isEmpty();
        assertThat(tag(answer)).isEqualTo(tag(read(known)));
    }

    @Test
    void everything_that_is_editable_is_editable() {
        UUID known = rows().profile(email);
        ObjectNode patch = object().put("email", " New." + email.toUpperCase())
                .put("firstName", "Ada")
                .put("lastName", "Lovelace")
                .put("headline", "Analyst")
                .put("bio", "Notes")
                .put("location", "London")
                .put("website", "https://example.org")
                .put("instagramUrl", "https://instagram.com/ada")
                .put("linkedinUrl", "https://linkedin.com/in/ada")
                .put("resumeLink", "https://example.org/cv")
                .put("referralCode", "R" + memberId);
        patch.putArray("thingsICanOffer").add("Maths");

        JsonNode profile = json(edit(known, patch));

        assertThat(profile.get("email").textValue()).isEqualTo("new." + email);
        patch.remove("email");
        patch.properties()
                .forEach(field -> assertThat(profile.get(field.getKey())).isEqualTo(field.getValue()));
        assertThat(timeline(known)).hasSize(12);
    }

    @Test
    void the_first_real_data_make_a_stub_a_profile_and_an_address_does_not() {
        UUID stub = rows().profile(email, "is_stub", true);

        assertThat(json(edit(stub, object().put("email", "new." + email)))
                        .get("isStub")
                        .booleanValue())
                .isTrue();
        assertThat(json(edit(stub, object().put("referralCode", "R" + memberId)))
                        .get("isStub")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void an_address_or_a_code_of_somebody_else_is_409_and_nothing_is_changed() {
        UUID known = rows().profile(email, "headline", "Old");
        rows().profile("other." + email, "referral_code", "R" + memberId);
        String before = snapshot(known);

        assertThat(assertProblem(edit(known, object().put("headline", "New").put("email", "OTHER." + email)), 409))
                .contains("email")
                .doesNotContain("other.");
        assertThat(assertProblem(edit(known, object().put("headline", "New").put("referralCode", "R" + memberId)), 409))
                .contains("referralCode");

        assertThat(snapshot(known)).isEqualTo(before);
        assertThat(openGaps(known)).isEmpty();
        assertThat(timeline(known)).isEmpty();
    }

    @Test
    void one_s_own_address_and_code_are_no_conflict() {
        UUID known = rows().profile(email, "referral_code", "R" + memberId);

        assertThat(edit(known, object().put("email", email.toUpperCase()).put("referralCode", "R" + memberId))
                        .statusCode())
                .isEqualTo(200);
        assertThat(row(known).get("updated_at")).isEqualTo(java.sql.Timestamp.from(EDITED));
    }

    @Test
    void an_incomplete_profile_is_told_kept_up_to_date_and_settled() {
        UUID known = id(submit(completeForm()));
        assertThat(openGaps(known)).isEmpty();

        ObjectNode clearing = object().putNull("headline");
        edit(known, clearing);
        assertThat(openGaps(known)).containsExactly("incomplete-profile");
        assertThat(missing(known)).isEqualTo("[\"headline\"]");
        assertThat(messages(known)).containsExactly("incomplete-profile/mail");

        edit(known, object().putNull("thingsICanOffer"));
        assertThat(missing(known)).isEqualTo("[\"headline\", \"thingsICanOffer\"]");

        edit(known, object().put("headline", "Analyst"));
        assertThat(missing(known)).isEqualTo("[\"thingsICanOffer\"]");
        assertThat(messages(known)).hasSize(1);

        ObjectNode complete = object();
        complete.putArray("thingsICanOffer").add("Maths");
        edit(known, complete);
        assertThat(openGaps(known)).isEmpty();
    }

    @Test
    void a_change_reaches_circle_at_once() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", EDITED));
        UUID known = rows().profile(email, "circle_member_id", memberId, "circle_email", email);

        edit(known, object().put("headline", "Countess"));

        await().untilAsserted(() ->
                assertThat(circle.member(memberId).get("headline").textValue()).isEqualTo("Countess"));
    }

    @Test
    void the_tag_changes_with_what_is_shown_and_a_stale_one_is_412() {
        UUID known = rows().profile(email);
        String first = tag(read(known));
        assertThat(first).matches("\"[A-Za-z0-9_-]+\"");
        assertThat(tag(service.get("/api/profiles?email=" + email))).isEqualTo(first);

        HttpResponse<String> changed = edit(known, object().put("headline", "One"), "If-Match", first);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(tag(changed)).isNotEqualTo(first).isEqualTo(tag(read(known)));

        String before = snapshot(known);
        assertProblem(edit(known, object().put("headline", "Two"), "If-Match", first), 412);
        assertProblem(edit(known, object().put("headline", "Two"), "If-Match", "W/" + tag(changed)), 412);
        assertThat(snapshot(known)).isEqualTo(before);

        assertThat(edit(known, object().put("headline", "Two"), "If-Match", first + ", " + tag(changed))
                        .statusCode())
                .isEqualTo(200);
        assertThat(edit(known, object().put("headline", "Three"), "If-Match", "*")
                        .statusCode())
                .isEqualTo(200);
        assertThat(edit(known, object().put("headline", "Four"), "If-Match", first, "If-Match", tag(read(known)))
                        .statusCode())
                .isEqualTo(200);
        assertProblem(edit(known, object(), "If-Match", "unquoted"), 400);
    }

    @Test
    void edits_at_the_same_instant_do_not_undo_each_other() throws Exception {
        UUID known = rows().profile(email);
        List<String> fields = List.of("firstName", "lastName", "headline", "bio", "location", "referralCode");
        for (int round = 1; round <= 3; round++) {
            String value = "R" + memberId + "-" + round;
            List<Callable<HttpResponse<String>>> calls = fields.stream()
                    .map(field -> (Callable<HttpResponse<String>>) () -> edit(known, object().put(field, value)))
                    .toList();
            assertThat(together(calls)).containsOnly(200);
            JsonNode profile = json(read(known));
            assertThat(fields)
                    .allSatisfy(
                            field -> assertThat(profile.get(field).textValue()).isEqualTo(value));
        }
    }

    @Test
    void of_two_edits_that_are_meant_for_one_version_the_first_wins() throws Exception {
        UUID known = rows().profile(email);
        String tag = tag(read(known));
        List<Callable<HttpResponse<String>>> calls = List.of(
                () -> edit(known, object().put("headline", "One"), "If-Match", tag),
                () -> edit(known, object().put("headline", "Two"), "If-Match", tag));

        assertThat(together(calls)).containsExactlyInAnyOrder(200, 412);
    }

    private static List<Integer> together(List<Callable<HttpResponse<String>>> calls) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(calls.size());
        try {
            List<Integer> statuses = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : callers.invokeAll(calls)) {
                statuses.add(answer.get().statusCode());
            }
            return statuses;
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void the_tag_changes_when_a_sync_changes_what_is_shown() {
        UUID known = rows().profile(email);
        String before = tag(read(known));
        service.jdbc().update("UPDATE profile SET circle_updated_at = now() WHERE id = ?", known);
        assertThat(tag(read(known))).isNotEqualTo(before);
    }

    @Test
    void an_unknown_or_malformed_id_is_refused() {
        assertProblem(edit(UUID.randomUUID(), object().put("headline", "x")), 404);
        assertProblem(call("PATCH", "/api/profiles/ada", "{}"), 404);
        assertProblem(call("PATCH", "/api/profiles/" + rows().profile(email) + "?x=1", "{}"), 400);
    }
}
