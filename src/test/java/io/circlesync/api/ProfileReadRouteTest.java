package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileReadRouteTest {

    private static final String ADA = "0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01";
    private static final StubCircle CIRCLE = new StubCircle();
    private static RunningService service;

    @BeforeAll
    static void startWithTwoProfiles() {
        service = RunningService.start(RunningService.with(CIRCLE));
        Rows rows = new Rows(service.jdbc());
        rows.profile(
                "ada@example.org",
                "id",
                ADA,
                "email_verified",
                false,
                "workos_user_id",
                "user_01",
                "circle_member_id",
                43391391,
                "first_name",
                "Ada",
                "last_name",
                "Lovelace",
                "headline",
                "Analyst",
                "bio",
                "Writes \"notes\" 🎌",
                "location",
                "London",
                "website",
                "https://example.org",
                "instagram_url",
                "https://instagram.com/ada",
                "linkedin_url",
                "https://linkedin.com/in/ada",
                "things_i_can_offer",
                "{\"maths, mostly\",tea}",
                "resume_link",
                "https://example.org/cv",
                "referral_code",
                "REF1",
                "created_at",
                "2026-01-22T14:54:18.943Z",
                "updated_at",
                "2026-01-22T14:54:19.943Z",
                "circle_updated_at",
                "2026-01-22T14:55:35.714Z",
                "base",
                "{\"bio\": \"old\"}",
                "circle_profile_url",
                "https://example.circle.so/u/1");
        rows.profile(
                "stub+1@example.org",
                "email_verified",
                false,
                "is_stub",
                true,
                "created_at",
                ApiRows.NOW,
                "updated_at",
                ApiRows.NOW);
    }

    @AfterAll
    static void stop() {
        service.close();
        CIRCLE.close();
    }

    @Test
    void a_profile_is_found_by_its_id_and_shows_these_fields_in_this_order() {
        HttpResponse<String> answer = service.get("/api/profiles/" + ADA);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.body()).isEqualTo("""
                        {"id":"0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01","email":"ada@example.org","workosUserId":"user_01",\
                        "circleMemberId":43391391,"firstName":"Ada","lastName":"Lovelace","headline":"Analyst",\
                        "bio":"Writes \\"notes\\" 🎌","location":"London","website":"https://example.org",\
                        "instagramUrl":"https://instagram.com/ada","linkedinUrl":"https://linkedin.com/in/ada",\
                        "thingsICanOffer":["maths, mostly","tea"],"resumeLink":"https://example.org/cv",\
                        "referralCode":"REF1","isStub":false,"createdAt":"2026-01-22T14:54:18.943Z",\
                        "updatedAt":"2026-01-22T14:54:19.943Z","circleUpdatedAt":"2026-01-22T14:55:35.714Z"}""");
    }

    @Test
    void absent_values_are_null() throws Exception {
        JsonNode profile = Json.mapper()
                .readTree(
                        service.get("/api/profiles?email=stub%2B1@example.org").body());
        assertThat(profile.size()).isEqualTo(19);
        assertThat(profile.get("workosUserId").isNull()).isTrue();
        assertThat(profile.get("circleMemberId").isNull()).isTrue();
        assertThat(profile.get("headline").isNull()).isTrue();
        assertThat(profile.get("circleUpdatedAt").isNull()).isTrue();
        assertThat(profile.get("thingsICanOffer").isEmpty()).isTrue();
        assertThat(profile.get("isStub").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.org", " Ada@Example.ORG "})
    void an_email_is_found_in_any_case_and_with_blanks_around(String email) {
        HttpResponse<String> answer =
                service.get("/api/profiles?email=" + URLEncoder.encode(email, StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(ADA);
    }

    /** A plus sign that is not encoded; no blank can stand in an address. */
    @ParameterizedTest
    @ValueSource(
            strings = {"stub+1@example.org", "STUB+1@Example.org", "+stub+1@example.org+", "%20stub%2B1@example.org+"})
    void an_email_is_found_with_its_plus_sign_as_it_is(String email) {
        HttpResponse<String> answer = service.get("/api/profiles?email=" + email);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"email\":\"stub+1@example.org\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/profiles/" + ADA,
                "/api/profiles?email=ada@example.org",
                "/api/profiles?circleMemberId=43391391",
                "/api/profiles?workosUserId=user_01"
            })
    void whoever_has_a_profile_as_it_is_gets_304(String path) {
        String tag = service.get(path).headers().firstValue("ETag").orElseThrow();
        for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag + " , \"y\"", "*")) {
            HttpResponse<String> answer = service.get(path, "If-None-Match", known);
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("ETag")).contains(tag);
        }
        assertThat(service.get(path, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
        assertThat(service.get(path, "If-None-Match", "x").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"circleMemberId=43391391", "workosUserId=user_01", "workosUserId=+user_01"})
    void a_profile_is_found_by_member_and_by_account(String query) {
        HttpResponse<String> answer = service.get("/api/profiles?" + query);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(ADA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/profiles/0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f02",
                "/api/profiles?email=nobody@example.org",
                "/api/profiles?email=%25",
                "/api/profiles?circleMemberId=43391392",
                "/api/profiles?workosUserId=user_02",
                "/api/profiles?workosUserId=USER_01",
                "/api/profiles?circleMemberId=999999999999999999"
            })
    void nobody_is_404(String path) throws Exception {
        assertProblem(service.get(path), 404, "There is no such profile.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "1", "1-1-1-1-1", "0b5f6a53"})
    void an_id_of_another_form_is_nobodys(String id) throws Exception {
        assertProblem(service.get("/api/profiles/" + id), 404, "There is no such profile; expected a UUID as its id.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /api/profiles | Expected one of email, workosUserId and circleMemberId for one profile, or updatedSince for all that changed.
                    /api/profiles?email=a@example.org&circleMemberId=1 | Expected one of email, workosUserId and circleMemberId for one profile, or updatedSince for all that changed.
                    /api/profiles?workosUserId=user_01&circleMemberId=1 | Expected one of email, workosUserId and circleMemberId for one profile, or updatedSince for all that changed.
                    /api/profiles?workosUserId=%20 | workosUserId is malformed; expected text.
                    /api/profiles?email=a@example.org&limit=1 | cursor and limit go with updatedSince only.
                    /api/profiles?cursor=x | cursor and limit go with updatedSince only.
                    /api/profiles?email= | email is malformed; expected text.
                    /api/profiles?email=%00 | email is malformed; expected text.
                    /api/profiles?email=a&email=b | email is given more than once; expected text.
                    /api/profiles?circleMemberId=0 | circleMemberId is malformed; expected a number above zero.
                    /api/profiles?circleMemberId=-1 | circleMemberId is malformed; expected a number above zero.
                    /api/profiles?circleMemberId=x | circleMemberId is malformed; expected a number above zero.
                    /api/profiles?circleMemberId=9223372036854775808 | circleMemberId is malformed; expected a number above zero.
                    /api/profiles?mail=a@example.org | There is no parameter 'mail'; expected circleMemberId, cursor, email, limit, updatedSince, workosUserId.
                    /api/profiles/0b5f6a53-3a52-4f0e-8a5d-1d1a0d3a6f01?full=1 | Expected no query parameters.
                    """)
    void a_malformed_question_is_400_and_says_what_was_expected(String path, String detail) throws Exception {
        assertProblem(service.get(path), 400, detail);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = Json.mapper().readTree(answer.body());
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("detail").textValue()).isEqualTo(detail);
    }
}
