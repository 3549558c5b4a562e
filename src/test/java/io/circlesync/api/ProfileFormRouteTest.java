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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** {@code POST /api/profiles}: create, link and merge, refuse. */
class ProfileFormRouteTest extends ProfileWriteBase {

    @Test
    void a_new_person_gets_a_profile_with_all_that_was_typed() {
        ObjectNode form = form().put("email", "  " + email.toUpperCase() + " ")
                .put("workosUserId", user)
                .put("firstName", "Ada")
                .put("lastName", "Lovelace")
                .put("headline", "Analyst")
                .put("bio", " Writes\n\"notes\" 🎌 ")
                .put("location", "London")
                .put("website", "https://example.org/ä?x=1#y")
                .put("instagramUrl", "HTTP://instagram.com/ada")
                .put("linkedinUrl", "https://linkedin.com/in/ada")
                .put("resumeLink", "https://example.org/cv.pdf")
                .put("referralCode", "REF" + memberId);
        form.putArray("thingsICanOffer").add("maths, mostly").add("tea");

        HttpResponse<String> answer = submit(form);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode profile = json(answer);
        assertThat(answer.headers().firstValue("Location"))
                .contains("/api/profiles/" + profile.get("id").textValue());
        assertThat(profile.get("email").textValue()).isEqualTo(email);
        form.remove("email");
        form.properties()
                .forEach(field -> assertThat(profile.get(field.getKey()))
                        .as(field.getKey())
                        .isEqualTo(field.getValue()));
        assertThat(profile.get("isStub").booleanValue()).isFalse();
        assertThat(profile.get("createdAt")).isEqualTo(profile.get("updatedAt"));
        HttpResponse<String> read = read(id(answer));
        assertThat(read.body()).isEqualTo(answer.body());
        assertThat(tag(read)).isEqualTo(tag(answer));
        assertThat(timeline(id(answer)))
                .contains(
                        "email: - > " + email + " created",
                        "workosUserId: - > " + user + " created",
                        "headline: - > Analyst created",
                        "thingsICanOffer: - > [\"maths, mostly\",\"tea\"] created",
                        "referralCode: - > REF" + memberId + " created")
                .hasSize(13);
    }

    @Test
    void what_is_missing_in_a_new_profile_is_told_once() {
        UUID profile = id(submit(form()));

        assertThat(openGaps(profile)).containsExactly("incomplete-profile", "missing-workos");
        assertThat(messages(profile)).containsExactlyInAnyOrder("missing-workos/slack", "missing-workos/mail");

        submit(form());
        assertThat(messages(profile)).hasSize(2);
    }

    @Test
    void a_new_profile_with_an_account_is_only_incomplete() {
        UUID profile = id(submit(form().put("workosUserId", user)));

        assertThat(openGaps(profile)).containsExactly("incomplete-profile");
        assertThat(missing(profile)).isEqualTo("[\"headline\", \"thingsICanOffer\"]");
        assertThat(messages(profile)).containsExactly("incomplete-profile/mail");
    }

    @Test
    void the_same_call_twice_comes_to_the_same() {
        HttpResponse<String> first = submit(completeForm());
        HttpResponse<String> second = submit(completeForm());

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.headers().firstValue("Location")).isEmpty();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(tag(second)).isEqualTo(tag(first));
        assertThat(timeline(id(first))).hasSize(5);
    }

    @Test
    void calls_at_the_same_instant_come_to_one_profile() throws Exception {
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(20);
        try {
            for (int i = 0; i < 20; i++) {
                ObjectNode form = completeForm();
                answers.add(callers.submit(() -> submit(form)));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                statuses.add(answer.get().statusCode());
            }
            assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
        } finally {
            callers.shutdownNow();
        }
        assertThat(count("profile WHERE email = ?", email)).isEqualTo(1);
        assertThat(count("change WHERE new_value = ? AND field = 'email'", email))
                .isEqualTo(1);
    }

    @Test
    void two_accounts_that_meet_at_one_new_address_at_the_same_instant_get_one_profile_and_one_409() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            Future<HttpResponse<String>> one = callers.submit(() -> submit(form().put("workosUserId", user + "a")));
            Future<HttpResponse<String>> two = callers.submit(() -> submit(form().put("workosUserId", user + "b")));
            assertThat(List.of(one.get().statusCode(), two.get().statusCode())).containsExactlyInAnyOrder(201, 409);
        } finally {
            callers.shutdownNow();
        }
        assertThat(count("profile WHERE email = ?", email)).isEqualTo(1);
    }

    @Test
    void a_profile_that_circle_made_first_is_linked_and_filled() {
        circle.put(StubCircle.member(memberId, email, "Ada", EDITED));
        UUID stub = rows().profile(email, "is_stub", true, "circle_member_id", memberId);
        gap(stub, "missing-workos");
        gap(stub, "incomplete-profile");

        HttpResponse<String> answer = submit(completeForm());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(id(answer)).isEqualTo(stub);
        assertThat(json(answer).get("workosUserId").textValue()).isEqualTo(user);
        assertThat(json(answer).get("isStub").booleanValue()).isFalse();
        assertThat(Instant.parse(json(answer).get("updatedAt").textValue())).isAfter(EDITED);
        assertThat(openGaps(stub)).isEmpty();
        assertThat(timeline(stub))
                .containsExactlyInAnyOrder(
                        "workosUserId: - > " + user + " linked-by-email",
                        "firstName: - > Ada form",
                        "headline: - > Analyst form",
                        "thingsICanOffer: - > [\"Maths\"] form");
    }

    @Test
    void what_was_typed_wins_and_what_was_not_typed_stays() {
        UUID known = rows().profile(
                        email,
                        "headline",
                        "Old",
                        "bio",
                        "Kept",
                        "location",
                        "London",
                        "resume_link",
                        "https://x.org/cv");
        service.jdbc().update("UPDATE profile SET things_i_can_offer = '{Tea}' WHERE id = ?", known);
        ObjectNode form = form().put("headline", "New")
                .putNull("bio")
                .put("location", "  ")
                .put("resumeLink", "");
        form.putArray("thingsICanOffer");

        JsonNode profile = json(submit(form));

        assertThat(profile.get("headline").textValue()).isEqualTo("New");
        assertThat(profile.get("bio").textValue()).isEqualTo("Kept");
        assertThat(profile.get("location").textValue()).isEqualTo("London");
        assertThat(profile.get("resumeLink").textValue()).isEqualTo("https://x.org/cv");
        assertThat(profile.get("thingsICanOffer").toString()).isEqualTo("[\"Tea\"]");
        assertThat(timeline(known)).containsExactly("headline: Old > New form");
    }

    @Test
    void a_link_alone_is_no_edit() {
        UUID known = rows().profile(email, "headline", "Analyst");

        HttpResponse<String> answer = submit(form().put("workosUserId", user).put("headline", "Analyst"));

        assertThat(Instant.parse(json(answer).get("updatedAt").textValue())).isEqualTo(EDITED);
        assertThat(timeline(known)).containsExactly("workosUserId: - > " + user + " linked-by-email");
    }

    @Test
    void the_account_comes_before_the_address_and_a_free_new_address_is_followed() {
        UUID known = rows().profile("old." + email, "workos_user_id", user);

        HttpResponse<String> answer = submit(completeForm());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(id(answer)).isEqualTo(known);
        assertThat(json(answer).get("email").textValue()).isEqualTo(email);
        assertThat(timeline(known)).contains("email: old." + email + " > " + email + " email-changed");
    }

    @Test
    void an_address_of_another_account_is_409_and_the_team_hears_of_it() {
        UUID other = rows().profile(email, "workos_user_id", user + "x", "headline", "Theirs");
        String before = snapshot(other);

        HttpResponse<String> answer = submit(completeForm());

        assertThat(assertProblem(answer, 409)).contains("another account").doesNotContain(email, user);
        assertThat(snapshot(other)).isEqualTo(before);
        assertThat(openGaps(other)).containsExactly("identity-conflict");
        assertThat(messages(other)).containsExactly("identity-conflict/slack");
        assertThat(count("profile WHERE workos_user_id = ?", user)).isZero();

        assertProblem(submit(completeForm()), 409);
        assertThat(messages(other)).hasSize(1);
    }

    @Test
    void an_account_and_an_address_of_two_people_are_409_and_nothing_is_merged() {
        UUID byAccount = rows().profile("first." + email, "workos_user_id", user);
        UUID byEmail = rows().profile(email, "headline", "Theirs");
        String before = snapshot(byAccount) + snapshot(byEmail);

        assertThat(assertProblem(submit(completeForm()), 409)).contains("different profiles");

        assertThat(snapshot(byAccount) + snapshot(byEmail)).isEqualTo(before);
        assertThat(openGaps(byAccount)).containsExactly("identity-conflict");
        assertThat(messages(byAccount)).containsExactly("identity-conflict/slack");
    }

    @Test
    void a_conflict_ends_when_the_account_is_found_without_doubt() {
        UUID other = rows().profile(email, "workos_user_id", user + "x");
        assertProblem(submit(completeForm()), 409);
        assertThat(openGaps(other)).containsExactly("identity-conflict");

        assertThat(submit(completeForm().put("email", "own." + email)).statusCode())
                .isEqualTo(201);

        assertThat(openGaps(other)).isEmpty();
    }

    @Test
    void a_referral_code_of_somebody_else_is_409_and_no_matter_of_identity() {
        UUID other = rows().profile("other." + email, "referral_code", "REF" + memberId);
        UUID known = rows().profile(email, "headline", "Old");
        String before = snapshot(known);

        HttpResponse<String> answer = submit(completeForm().put("referralCode", "REF" + memberId));

        assertThat(assertProblem(answer, 409)).contains("referralCode");
        assertThat(snapshot(known)).isEqualTo(before);
        assertThat(openGaps(other)).isEmpty();
        assertThat(openGaps(known)).isEmpty();
    }

    @Test
    void a_new_profile_finds_its_member_in_circle_at_once() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", EDITED));

        UUID profile = id(submit(form().put("workosUserId", user).put("headline", "Countess")));

        await().untilAsserted(() -> {
            assertThat(row(profile)).containsEntry("circle_member_id", memberId);
            assertThat(circle.member(memberId).get("headline").textValue()).isEqualTo("Countess");
        });
        assertThat(row(profile)).containsEntry("bio", "Writes notes");
    }

    @Test
    void a_linked_member_is_due_when_a_synced_field_changed_and_only_then() {
        circle.put(StubCircle.member(memberId, email, "Ada Lovelace", EDITED));
        UUID known = rows().profile(
                        email,
                        "circle_member_id",
                        memberId,
                        "circle_email",
                        email,
                        "first_name",
                        "Ada",
                        "last_name",
                        "Lovelace");

        ObjectNode own = form().put("resumeLink", "https://example.org/cv");
        own.putArray("thingsICanOffer").add("Maths");
        assertThat(submit(own).statusCode()).isEqualTo(200);
        assertThat(count("member_sync WHERE circle_member_id = ?", memberId)).isZero();

        assertThat(submit(form().put("headline", "Countess")).statusCode()).isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(circle.member(memberId).get("headline").textValue()).isEqualTo("Countess"));
        assertThat(row(known)).containsEntry("headline", "Countess");
    }
}
