package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writing calls take, and how they say what they do not take. */
class ProfileValidationTest extends ProfileWriteBase {

    @Test
    void every_wrong_field_is_named_at_once_and_nothing_is_written() {
        ObjectNode form = object().put("email", "nobody")
                .put("workosUserId", 7)
                .put("firstName", true)
                .put("lastName", "x".repeat(201))
                .put("headline", "a\0b")
                .put("bio", "half \ud83d of a pair")
                .put("website", "example")
                .put("instagramUrl", "javascript:alert(1)")
                .put("linkedinUrl", "https://")
                .put("resumeLink", "ftp://example.org")
                .put("referralCode", "two words")
                .put("isStub", true)
                .put("nonsense", 1);
        form.putArray("location").add("London");
        form.putArray("thingsICanOffer").add("Maths").add(" ");
        long before = count("profile");

        HttpResponse<String> answer =
                call("POST", "/api/profiles", form.toString().replace("\ud83d", "\\ud83d"));

        assertThat(wrongFields(answer))
                .containsExactlyInAnyOrder(
                        "email",
                        "workosUserId",
                        "firstName",
                        "lastName",
                        "headline",
                        "bio",
                        "location",
                        "website",
                        "instagramUrl",
                        "linkedinUrl",
                        "resumeLink",
                        "referralCode",
                        "isStub",
                        "nonsense",
                        "thingsICanOffer");
        assertThat(answer.body()).doesNotContain("nobody", "javascript", "two words", "half ", "ftp:");
        assertThat(count("profile")).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "workosUserId",
                "circleMemberId",
                "isStub",
                "createdAt",
                "updatedAt",
                "circleUpdatedAt",
                "nonsense"
            })
    void what_cannot_be_edited_is_named(String field) {
        UUID known = rows().profile(email);
        String before = snapshot(known);

        assertThat(wrongFields(edit(known, object().put(field, "x").put("headline", "New"))))
                .containsExactly(field);

        assertThat(snapshot(known)).isEqualTo(before);
    }

    @Test
    void of_very_many_wrong_fields_the_first_hundred_are_named_without_delay() {
        UUID known = rows().profile(email);
        ObjectNode many = object().put("headline", 7);
        for (int i = 0; i < 20_000; i++) {
            many.put("f" + i, 1);
        }
        Instant before = Instant.now();

        HttpResponse<String> answer = edit(known, many);

        assertThat(wrongFields(answer))
                .hasSize(100)
                .startsWith("headline", "f0", "f1")
                .endsWith("f98");
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"email\":null}", "{\"email\":\" \"}"})
    void a_form_needs_an_address(String form) {
        assertThat(wrongFields(call("POST", "/api/profiles", form))).containsExactly("email");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"nobody\"", "5", "[]"})
    void an_address_cannot_be_cleared(String value) {
        UUID known = rows().profile(email);
        assertThat(wrongFields(call("PATCH", "/api/profiles/" + known, "{\"email\":" + value + "}")))
                .containsExactly("email");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@example.org",
                "ada@",
                "ada",
                "ada@@example.org",
                "a da@example.org",
                "ada@example",
                "ada@exa mple.org",
                ".ada@example.org",
                "a..b@example.org",
                "ada@-example.org",
                "ada@example..org",
                "ada@example.org,b@example.org",
                "<ada@example.org>",
                "ada@example.org\nBcc: b@example.org",
                "mailto:ada@example.org"
            })
    void what_is_no_address_is_refused(String address) {
        assertThat(wrongFields(submit(object().put("email", address)))).containsExactly("email");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a+b.c_d-e%1@sub.example.org",
                "o'neill!#$@example.org",
                "ünï@exämple.org",
                "x@example.technology"
            })
    void unusual_addresses_are_taken_and_found(String address) {
        assertThat(submit(object().put("email", memberId + address)).statusCode())
                .isEqualTo(201);
        String shouted = URLEncoder.encode(
                (memberId + address).replace('o', 'O').replace('e', 'E').replace('x', 'X'), StandardCharsets.UTF_8);
        assertThat(service.get("/api/profiles?email=" + shouted).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:3000/x",
                "https://example.org",
                "https://exämple.org/ünï?a=b&c=[1]#frag",
                "HTTPS://EXAMPLE.ORG",
                "https://[::1]:8080/",
                "https://my_site.example.org/~ada"
            })
    void links_of_these_forms_are_taken(String link) {
        UUID known = rows().profile(email);
        assertThat(json(edit(known, object().put("website", " " + link + "\n")))
                        .get("website")
                        .textValue())
                .isEqualTo(link);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "www.example.org/~ada?a=b#c",
                "linkedin.com/in/ada",
                "exämple.org",
                "example.org:8080/x"
            })
    void a_bare_host_gets_the_scheme_that_it_lacks(String typed) {
        UUID known = rows().profile(email);
        assertThat(json(edit(known, object().put("website", " " + typed + "\n")))
                        .get("website")
                        .textValue())
                .isEqualTo("https://" + typed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example",
                "//example.org",
                "https:example.org",
                "example.org/a b",
                "ada@example.org",
                "ftp://example.org",
                "example.org:alert(1)",
                "https:///x",
                "https://exa mple.org",
                "https://example.org/a b",
                "data:text/html,x",
                " javascript:alert(1)//https://x.org",
                "https://example.org\" onclick=\"x",
                "httpſ://example.org",
                "https://user:secret@example.org"
            })
    void what_is_no_link_is_refused(String link) {
        UUID known = rows().profile(email);
        assertThat(wrongFields(edit(known, object().put("website", link).put("resumeLink", link))))
                .containsExactlyInAnyOrder("website", "resumeLink");
    }

    @ParameterizedTest
    @CsvSource({"firstName, 200", "lastName, 200", "headline, 1000", "bio, 50000", "location, 1000"})
    void a_text_may_be_this_long_counted_in_code_points(String field, int longest) {
        UUID known = rows().profile(email);
        String text = "🎌".repeat(longest);
        assertThat(json(edit(known, object().put(field, text))).get(field).textValue())
                .isEqualTo(text);
        assertThat(wrongFields(edit(known, object().put(field, text + "x")))).containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource({"website, 2000, https://example.org/", "resumeLink, 2000, https://example.org/", "referralCode, 100, R"
    })
    void a_link_or_code_may_be_this_long(String field, int longest, String start) {
        UUID known = rows().profile(email);
        String text = start + "x".repeat(longest - start.length());
        assertThat(edit(known, object().put(field, text)).statusCode()).isEqualTo(200);
        assertThat(wrongFields(edit(known, object().put(field, text + "x")))).containsExactly(field);
    }

    /** What Circle takes is longer and looser than what an app may type, and sending it back is no edit. */
    @ParameterizedTest
    @CsvSource({
        "website, website, example.org",
        "website, website, 'see below'",
        "website, website, ' https://example.org '",
        "linkedin_url, linkedinUrl, linkedin.com/in/ada",
        "instagram_url, instagramUrl, @ada",
        "headline, headline, x1200",
        "first_name, firstName, x300",
        "location, location, x1001",
        "bio, bio, x50001"
    })
    void what_was_given_is_taken_back_and_is_no_edit(String column, String field, String value) {
        String given = value.matches("x\\d+") ? "x".repeat(Integer.parseInt(value.substring(1))) : value;
        UUID known = rows().profile(email);
        service.jdbc().update("UPDATE profile SET " + column + " = ? WHERE id = ?", given, known);
        ObjectNode back = (ObjectNode) json(read(known));
        String before = snapshot(known);
        assertThat(back.get(field).textValue()).isEqualTo(given);

        HttpResponse<String> edited = edit(known, back);

        assertThat(edited.statusCode()).as(edited.body()).isEqualTo(200);
        assertThat(submit(back).statusCode()).isEqualTo(200);
        assertThat(snapshot(known)).isEqualTo(before);
        assertThat(json(edit(known, back.put("referralCode", "R" + memberId)))
                        .get("referralCode")
                        .textValue())
                .isEqualTo("R" + memberId);
        assertThat(json(read(known)).get(field).textValue()).isEqualTo(given);
    }

    @Test
    void an_address_that_circle_has_is_taken_back_too() {
        UUID known = rows().profile("\"ada l\"" + email);

        assertThat(edit(known, (ObjectNode) json(read(known))).statusCode()).isEqualTo(200);
        assertThat(wrongFields(edit(known, object().put("email", "\"eve l\"" + email))))
                .containsExactly("email");
    }

    @Test
    void what_was_given_is_taken_back_from_nobody_else() {
        UUID known = rows().profile(email);
        String given = "x".repeat(1200);
        service.jdbc().update("UPDATE profile SET headline = ? WHERE id = ?", given, known);

        assertThat(wrongFields(submit(object().put("email", "other" + email).put("headline", given))))
                .containsExactly("headline");
        assertThat(wrongFields(edit(known, object().put("headline", given + "x"))))
                .containsExactly("headline");
        assertThat(wrongFields(edit(known, object().put("headline", given).put("nonsense", 1))))
                .containsExactly("nonsense");
    }

    @Test
    void what_can_only_be_read_may_be_sent_back_as_it_was() {
        UUID known = rows().profile(email);
        ObjectNode back = (ObjectNode) json(read(known));
        assertThat(edit(known, object().put("headline", "Moved on")).statusCode())
                .isEqualTo(200);

        assertThat(edit(known, back.put("headline", "And on")).statusCode()).isEqualTo(200);

        assertThat(wrongFields(edit(known, back.put("circleMemberId", 1).put("updatedAt", "2999-01-01T00:00:00Z"))))
                .containsExactlyInAnyOrder("circleMemberId", "updatedAt");
    }

    @Test
    void addresses_accounts_and_offers_have_their_limits() {
        String longest = "a".repeat(64 - String.valueOf(memberId).length()) + memberId;
        String domain = ("d".repeat(60) + ".").repeat(3);
        String address = longest + "@" + domain;
        address += "e".repeat(254 - address.length());
        ObjectNode form = object().put("email", address).put("workosUserId", user + "u".repeat(200 - user.length()));
        ArrayNode offers = form.putArray("thingsICanOffer");
        for (int i = 0; i < 100; i++) {
            offers.add("x".repeat(1000));
        }
        assertThat(submit(form).statusCode()).isEqualTo(201);
        offers.add("one more");
        form.put("email", address + "e").put("workosUserId", user + "u".repeat(201 - user.length()));
        assertThat(wrongFields(submit(form))).containsExactlyInAnyOrder("email", "workosUserId", "thingsICanOffer");
        offers.removeAll();
        offers.add("x".repeat(1001));
        assertThat(wrongFields(submit(form))).contains("thingsICanOffer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Maths\"",
                "{}",
                "7",
                "[\"Maths\",7]",
                "[null]",
                "[\"\"]",
                "[[\"Maths\"]]",
                "[\"a\\u0000\"]",
                "[\"\\ud800\"]"
            })
    void offers_are_a_list_of_texts(String offers) {
        UUID known = rows().profile(email);
        assertThat(wrongFields(call("PATCH", "/api/profiles/" + known, "{\"thingsICanOffer\":" + offers + "}")))
                .containsExactly("thingsICanOffer");
    }

    @Test
    void each_offer_that_is_wrong_is_named() {
        ObjectNode form = form();
        form.putArray("thingsICanOffer")
                .add("Maths")
                .add("")
                .add(7)
                .add("\u0000")
                .add("Notes");

        assertThat(json(submit(form)).at("/errors/0/detail").textValue())
                .contains("as item 2, 3")
                .contains("as item 4");
    }

    @Test
    void text_in_any_script_survives_as_it_is() {
        String text = "שלום \u202Eabc\u202C 👩‍👩‍👧‍👦 e\u0301 \u00A0\u200B\t\r\n <b>&amp;</b> ' \" \\ \\u0041 ﷽ 𝔘 "
                + "漢字".repeat(4_990);
        ObjectNode form = completeForm().put("bio", text).put("lastName", "  O'Neill-Ünïcødé ");
        form.putArray("thingsICanOffer").add(" 数学 {a,\"b\"} \\ NULL ").add("NULL");

        HttpResponse<String> answer = submit(form);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode profile = json(read(id(answer)));
        assertThat(profile.get("bio").textValue()).isEqualTo(text);
        assertThat(profile.get("lastName")).isEqualTo(form.get("lastName"));
        assertThat(profile.get("thingsICanOffer")).isEqualTo(form.get("thingsICanOffer"));
        assertThat(row(id(answer))).containsEntry("bio", text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{",
                "{\"email\":\"a@example.org\"} x",
                "{\"email\":\"a@example.org\",\"email\":\"b@example.org\"}",
                "{'email':'a@example.org'}",
                "[]",
                "null",
                "\"x\"",
                "7"
            })
    void what_is_no_json_object_is_400(String body) {
        UUID known = rows().profile(email);
        assertProblem(call("POST", "/api/profiles", body), 400);
        assertProblem(call("PATCH", "/api/profiles/" + known, body), 400);
    }

    @Test
    void json_that_is_nested_without_end_is_400() {
        assertProblem(call("POST", "/api/profiles", "{\"a\":" + "[".repeat(100_000)), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "Application/X-WWW-Form-Urlencoded; charset=utf-8"
            })
    void a_form_of_a_browser_is_415(String type) {
        UUID known = rows().profile(email);
        String body = "email=a@example.org&CamelSqlQuery=SELECT+1";
        assertProblem(call("POST", "/api/profiles", body, "Content-Type", type), 415);
        assertProblem(call("PATCH", "/api/profiles/" + known, body, "Content-Type", type), 415);
    }

    @Test
    void a_body_above_256_kib_is_413() {
        String body = "{\"email\":\"" + email + "\",\"bio\":\"" + "x".repeat(262_144) + "\"}";
        assertProblem(call("POST", "/api/profiles", body), 413);
        assertProblem(call("PATCH", "/api/profiles/" + rows().profile(email), body), 413);
    }
}
