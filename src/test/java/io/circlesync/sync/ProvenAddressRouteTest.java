package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.LookAlikes;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By an address nobody is found, shown, linked or written to but the one whose it is, and nobody while that is not proven. */
class ProvenAddressRouteTest extends SyncTestBase {

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "victim%d@mail.example, victim%d@ma<0131>l.example",
        "sam%d@example.org, <017F>am%d@example.org",
        "mike%d@example.org, mi<212A>e%d@example.org",
        "ada%d@fass.example, ada%d@fa<00DF>.example",
        "jos<00E9>%d@example.org, jos<00C9>%d@example.org",
        "paypal%d@example.org, p<0430>ypal%d@example.org",
    })
    void an_address_that_only_looks_like_somebodys_is_another_persons(String theirs, String lookAlike) {
        long id = newMemberId();
        String victim = LookAlikes.text(theirs).formatted(id);
        String stranger = LookAlikes.text(lookAlike).formatted(id);
        UUID profile = id(form(victim)
                .put("referralCode", "REF" + id)
                .put("headline", "Secret plans")
                .put("workosUserId", "user_victim" + id));
        String before = snapshot(profile);

        HttpResponse<String> withCode =
                post(form(stranger).put("referralCode", "REF" + id).put("workosUserId", "user_x" + id));
        assertThat(withCode.statusCode()).isEqualTo(409);
        assertThat(withCode.body()).contains("referralCode").doesNotContain("Secret plans");
        HttpResponse<String> own = post(form(stranger).put("workosUserId", "user_x" + id));
        assertThat(own.statusCode()).isEqualTo(201);
        memberInCircle(id).put("email", stranger).put("headline", "A stranger's");
        joins(id);
        settles(id);

        assertThat(snapshot(profile)).isEqualTo(before);
        assertThat(profileOf(id))
                .containsEntry("id", UUID.fromString(json(own).get("id").textValue()));
        assertThat(json(get(stranger)).get("headline").textValue()).isEqualTo("A stranger's");
        assertThat(json(get(victim)).get("headline").textValue()).isEqualTo("Secret plans");
    }

    @ParameterizedTest
    @CsvSource({
        "jose<0301>%d@example.org, jos<00E9>%d@example.org",
        "ada%d@fa<00DF>.example, ADA%d@XN--FA-HIA.EXAMPLE",
        "ada%d@b<00FC>cher.example, ada%d@bu<0308>cher.example",
    })
    void two_spellings_of_an_address_are_one_persons_everywhere(String one, String other) {
        long id = newMemberId();
        String first = LookAlikes.text(one).formatted(id);
        String second = LookAlikes.text(other).formatted(id);
        UUID profile = id(form(first));

        assertThat(json(post(form(second).put("headline", "Typed again")))
                        .get("id")
                        .textValue())
                .isEqualTo(profile.toString());
        assertThat(json(get(second)).get("email").textValue()).isEqualTo(first);
        UUID somebodyElse = id(form("else" + id + "@example.org"));
        assertThat(patch(somebodyElse, form(second)).statusCode()).isEqualTo(409);
        memberInCircle(id).put("email", second);
        joins(id);
        settles(id);
        assertThat(profileOf(id)).containsEntry("id", profile);
    }

    @Test
    void two_members_of_one_batch_whose_addresses_look_alike_are_two_people() {
        long one = newMemberId();
        long two = newMemberId();
        memberInCircle(one).put("email", "sam" + one + "@example.org").put("headline", "One");
        memberInCircle(two).put("email", "\u017fam" + one + "@example.org").put("headline", "Two");
        UUID known = localProfile("sam" + one + "@example.org", JANUARY);

        joins(two);
        joins(one);
        settles(one);
        settles(two);

        assertThat(profileOf(one)).containsEntry("id", known).containsEntry("headline", "One");
        assertThat(profileOf(two)).containsEntry("headline", "Two");
        assertThat(profileOf(two).get("id")).isNotEqualTo(known);
    }

    @Test
    void an_edited_address_finds_nobody_in_circle_until_it_is_proven() {
        long stranger = newMemberId();
        memberInCircle(stranger).put("headline", "A stranger's");
        UUID own = id(form("own" + stranger + "@example.org").put("headline", "Mine"));
        await().until(() -> searches(own) == 0);
        String address = email(stranger);

        assertThat(patch(own, form(address)).statusCode()).isEqualTo(200);
        assertThat(patch(own, Json.mapper().createObjectNode().put("headline", "Mine too"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(searches(own)).isZero();
        joins(stranger);
        settles(stranger);

        assertThat(openGapsOfMember(stranger)).containsExactly("identity-conflict");
        assertThat(row(own)).containsEntry("circle_member_id", null).containsEntry("headline", "Mine too");
        assertThat(puts(stranger)).isEmpty();
        assertThat(circle.calls())
                .noneMatch(call -> call.query() != null
                        && call.query().contains(URLEncoder.encode(address, StandardCharsets.UTF_8)));

        assertThat(patch(own, Json.mapper().createObjectNode().put("emailVerified", true))
                        .statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(row(own)).containsEntry("circle_member_id", stranger));
        settles(stranger);
        assertThat(openGapsOfMember(stranger)).isEmpty();
    }

    @Test
    void a_conflict_over_a_typed_address_ends_when_it_is_given_up() {
        long stranger = newMemberId();
        memberInCircle(stranger).put("headline", "A stranger's");
        UUID own = id(form("squat" + stranger + "@example.org"));
        patch(own, form(email(stranger)));
        joins(stranger);
        settles(stranger);
        assertThat(openGapsOfMember(stranger)).containsExactly("identity-conflict");

        assertThat(patch(own, form("squat" + stranger + "@example.org")).statusCode())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(profilesOf(stranger)).hasSize(1));
        assertThat(profileOf(stranger).get("id")).isNotEqualTo(own);
        assertThat(row(own)).containsEntry("circle_member_id", null).containsEntry("headline", null);
        assertThat(openGapsOfMember(stranger)).isEmpty();
    }

    @Test
    void an_address_that_was_being_searched_is_searched_no_more_once_it_is_not_proven() {
        long stranger = newMemberId();
        memberInCircle(stranger);
        circle.answer(
                call -> call.path().endsWith("/search") ? StubPartner.Answer.text(503, "") : circle.normally(call));
        UUID own = id(form(email(stranger)));
        await().until(() -> !circle.calls().stream()
                .filter(call -> call.path().endsWith("/search"))
                .toList()
                .isEmpty());

        patch(own, Json.mapper().createObjectNode().put("emailVerified", false));

        assertThat(searches(own)).isZero();
    }

    @Test
    void a_linked_profile_stays_in_step_by_its_member_under_an_address_that_is_not_proven() {
        long id = joined();
        UUID profile = (UUID) profileOf(id).get("id");
        String typed = "typed" + id + "@example.org";

        assertThat(patch(profile, form(typed)).statusCode()).isEqualTo(200);
        inCircle(id).put("headline", "Edited in Circle").put("updated_at", "2030-01-01T00:00:00Z");
        changesAndSettles(id);
        assertThat(row(profile))
                .containsEntry("email", typed)
                .containsEntry("email_verified", false)
                .containsEntry("headline", "Edited in Circle");

        inCircle(id).put("email", typed);
        changesAndSettles(id);
        assertThat(row(profile)).containsEntry("email", typed).containsEntry("email_verified", true);
    }

    @Test
    void a_form_that_is_not_verified_neither_shows_nor_links_the_profile_that_has_its_address() {
        long id = joined();
        UUID profile = (UUID) profileOf(id).get("id");
        String before = snapshot(profile);
        ObjectNode form = form(email(id)).put("workosUserId", "user_y" + id).put("headline", "Typed by somebody");

        HttpResponse<String> refused = post(form.put("emailVerified", false));

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("emailVerified").doesNotContain("Lovelace", "Analyst", profile.toString());
        assertThat(snapshot(profile)).isEqualTo(before);
        assertThat(openGaps("profile:" + profile)).doesNotContain("identity-conflict");
        assertThat(get(email(id)).body()).contains(profile.toString());

        HttpResponse<String> linked = post(form.put("emailVerified", true));
        assertThat(linked.statusCode()).isEqualTo(200);
        assertThat(row(profile)).containsEntry("workos_user_id", "user_y" + id);
    }

    @Test
    void a_new_address_of_an_account_is_searched_when_the_account_proves_it() {
        long id = newMemberId();
        memberInCircle(id).put("headline", "In Circle");
        ObjectNode form = form(email(id)).put("workosUserId", "user_z" + id).put("emailVerified", false);

        UUID profile = id(form);
        assertThat(searches(profile)).isZero();
        assertThat(post(form).statusCode()).isEqualTo(200);
        assertThat(row(profile)).containsEntry("circle_member_id", null);

        assertThat(post(form.put("emailVerified", true)).statusCode()).isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(row(profile)).containsEntry("circle_member_id", id).containsEntry("headline", "In Circle"));
    }

    @Test
    void a_profile_without_proof_is_handed_to_nobody_who_proves_its_address() {
        long id = newMemberId();
        ObjectNode form = form("form" + id + "@example.org").put("bio", "Typed by somebody");
        UUID profile = id(form.put("emailVerified", false));

        for (ObjectNode other : new ObjectNode[] {
            form.deepCopy(),
            form.deepCopy().put("emailVerified", true),
            form.deepCopy().put("emailVerified", true).put("workosUserId", "user_w" + id),
            form.deepCopy().put("workosUserId", "user_w" + id)
        }) {
            HttpResponse<String> answer = post(other);
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).contains("emailVerified").doesNotContain("Typed by", profile.toString());
        }
        assertThat(openGaps("profile:" + profile)).contains("identity-conflict");

        assertThat(patch(profile, Json.mapper().createObjectNode().put("emailVerified", true))
                        .statusCode())
                .isEqualTo(200);
        assertThat(id(form.deepCopy().put("emailVerified", true).put("workosUserId", "user_w" + id)))
                .isEqualTo(profile);
        assertThat(openGaps("profile:" + profile)).doesNotContain("identity-conflict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a<200B>da%d@example.org",
                "ada%d@exa<00AD>mple.org",
                "<FEFF>ada%d@example.org",
                "ada%d<202E>@example.org",
                "a<0000>da%d@example.org"
            })
    void an_address_with_something_invisible_in_it_is_refused_and_in_circle_left_to_a_person(String form) {
        long id = newMemberId();
        String seen = LookAlikes.text(form.replaceAll("<....>", "")).formatted(id);
        String address = LookAlikes.text(form).formatted(id);
        UUID theirs = id(form(seen).put("headline", "Theirs"));

        for (HttpResponse<String> refused : new HttpResponse[] {post(form(address)), patch(theirs, form(address))}) {
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(json(refused).at("/errors/0/field").textValue()).isEqualTo("email");
            assertThat(json(refused).at("/errors/0/detail").textValue())
                    .containsAnyOf("U+" + form.replaceAll(".*<(....)>.*", "$1"), "NUL");
        }
        ObjectNode member = memberInCircle(id).put("email", address);
        joins(id);
        settles(id);
        assertThat(openGapsOfMember(id)).containsExactly("identity-conflict");
        assertThat(profilesOf(id)).isEmpty();

        member.put("email", "mended" + id + "@example.org");
        changesAndSettles(id);
        assertThat(openGapsOfMember(id)).isEmpty();
        assertThat(profileOf(id)).containsEntry("email", "mended" + id + "@example.org");
        assertThat(row(theirs)).containsEntry("headline", "Theirs").containsEntry("circle_member_id", null);
    }

    private static ObjectNode form(String address) {
        return Json.mapper().createObjectNode().put("email", address);
    }

    /** The id of the profile that a form comes to. */
    private static UUID id(ObjectNode form) {
        HttpResponse<String> answer = post(form);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        return UUID.fromString(json(answer).get("id").textValue());
    }

    private static HttpResponse<String> post(ObjectNode form) {
        return call("POST", "", form.toString());
    }

    private static HttpResponse<String> patch(UUID profile, ObjectNode patch) {
        return call("PATCH", "/" + profile, patch.toString());
    }

    private static HttpResponse<String> get(String address) {
        return service.get("/api/profiles?email=" + URLEncoder.encode(address, StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> call(String method, String path, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles" + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static long searches(UUID profile) {
        return service.jdbc()
                .queryForObject("SELECT count(*) FROM profile_search WHERE profile_id = ?", Long.class, profile);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
