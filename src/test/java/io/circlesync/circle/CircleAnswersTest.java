package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.circlesync.circle.CircleException.Kind;
import io.circlesync.fixture.Breakers;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.StubCircle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircleAnswersTest {

    private static final Instant NOW = Instant.parse("2026-01-22T14:55:35Z");
    private static final String MISSING = "{\"success\":false,\"message\":\"Oops! Missing record.\"}";
    private static final String PAGE = "<!DOCTYPE html><html><body>Bad gateway</body></html>";

    private final CircleAnswers answers = new CircleAnswers(
            new CircleMemberReader(Fields.with(), Clock.systemUTC()),
            new CircleAccess(Clock.fixed(NOW, ZoneOffset.UTC)),
            Breakers.closed(),
            new OwnCommunity(Optional.of(393781L)),
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void a_member_is_read() throws IOException {
        assertThat(answer(200, null, member(5))).map(CircleMember::id).hasValue(5L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MISSING,
                "{\"success\":false,\"message\":\"Oops! Missing record. Please try again later.\","
                        + "\"error_details\":{\"message\":\"Missing record: community member\"}}",
                "{\"success\":false,\"message\":\"MISSING RECORD\",\"error_details\":null}",
                "{\"success\":false,\"error_details\":{\"message\":\"Missing record: community member\"}}",
                "{\"success\":false,\"message\":\"Oops!\",\"error_details\":\"Missing record\"}",
                "{\"success\":false,\"error_details\":[\"Missing record\"]}",
                "{\"success\":false,\"errors\":[\"Missing record\"]}",
                "{\"success\":false,\"errors\":\"Missing record\"}"
            })
    void a_missing_record_in_circles_own_words_is_a_member_who_left(String body) throws IOException {
        assertThat(answer(404, null, body)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PAGE,
                "",
                "404 page not found",
                "null",
                "\"Missing record\"",
                "[]",
                "[{\"success\":false,\"message\":\"Missing record\"}]",
                "{}",
                "{\"status\":404,\"error\":\"Not Found\"}",
                "{\"message\":\"no Route matched with those values\"}",
                "{\"message\":\"Missing record\"}",
                "{\"error\":\"Missing record\"}",
                "{\"errors\":[\"Missing record\"]}",
                "{\"errors\":[{\"code\":7003,\"message\":\"Could not route the request\"}],\"success\":false}",
                "{\"success\":true,\"message\":\"Missing record\"}",
                "{\"success\":null,\"message\":\"Missing record\"}",
                "{\"success\":\"no\",\"message\":\"Missing record\"}",
                "{\"success\":false,\"message\":\"Not Found\"}",
                "{\"success\":false,\"message\":\"Missing records of upstreams\"}"
            })
    void any_other_404_is_a_fault_on_the_way(String body) {
        assertThat(failure(404, null, body).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PAGE,
                "",
                "null",
                "{}",
                "[]",
                "{\"id\":5}",
                "{\"status\":\"unauthorized\",\"message\":\"Your account could not be authenticated.\"}",
                "{\"records\":[],\"page\":1}"
            })
    void a_200_without_the_member_is_no_answer(String body) {
        assertThat(failure(200, null, body).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void another_member_is_no_answer() {
        assertThat(failure(200, null, member(6)))
                .hasMessageContaining("6")
                .hasMessageNotContaining("example.org")
                .extracting(CircleException::kind)
                .isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void another_communitys_member_is_no_answer() {
        assertThat(failure(200, null, member(5).replace("393781", "5")))
                .hasMessage("Circle answered with a member of community 5; expected circle.community-id 393781")
                .extracting(CircleException::kind)
                .isEqualTo(Kind.UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "401,FORBIDDEN", "403,FORBIDDEN", "429,RATE_LIMITED", "400,FORBIDDEN", "405,FORBIDDEN", "422,FORBIDDEN",
        "408,UNAVAILABLE", "425,UNAVAILABLE", "500,UNAVAILABLE", "502,UNAVAILABLE", "503,UNAVAILABLE",
                "301,UNAVAILABLE",
        "204,UNAVAILABLE"
    })
    void each_refusal_has_its_kind(int status, Kind kind) {
        CircleException failure = failure(status, null, "{\"success\":false,\"message\":\"ada@example.org\"}");

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage("Circle answered " + status);
        assertThat(failure.words()).isEqualTo("ada@example.org");
        assertThat(failure.retryAfter()).isEmpty();
    }

    /** A firewall's page says nothing of the member: nobody is given up over it. */
    @ParameterizedTest
    @CsvSource({"400, <html>, UNAVAILABLE", "406, '', UNAVAILABLE", "422, [], UNAVAILABLE", "422, {}, FORBIDDEN"})
    void only_what_circle_itself_refuses_is_about_the_member(int status, String body, Kind kind) {
        assertThat(failure(status, null, body).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\":\"Website is invalid\"}|Website is invalid",
                "{\"message\":\"Oops!\",\"error_details\":{\"message\":\"Oops!\",\"website\":[\"is invalid\",null]}}|Oops!; is invalid",
                "{\"errors\":[\"a\\u0000b\"]}|ab",
                "{\"error\":\"elsewhere\"}|''",
                "<html>|''",
                "''|''",
            })
    void what_circle_says_to_a_refusal_is_kept(String body, String words) {
        assertThat(failure(422, null, body).words()).isEqualTo(words);
    }

    @Test
    void long_words_are_cut() {
        assertThat(failure(422, null, "{\"message\":\"" + "x".repeat(5_000) + "\"}")
                        .words())
                .hasSize(200)
                .endsWith("x…");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30|PT30S",
                " 0 |PT0S",
                "86400|PT1H",
                "Thu, 22 Jan 2026 14:56:05 GMT|PT30S",
                "Fri, 22 Jan 2027 14:56:05 GMT|PT1H"
            })
    void the_wait_that_circle_asks_for_is_kept_within_an_hour(String header, Duration wait) {
        assertThat(failure(429, header, "").retryAfter()).hasValue(wait);
        assertThat(failure(503, header, PAGE).retryAfter()).hasValue(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "1.5", "", "Thu, 22 Jan 2026 14:50:00 GMT", "99999999999999999999"})
    void a_strange_wait_is_none(String header) {
        assertThat(failure(429, header, "").retryAfter()).isEmpty();
    }

    @Test
    void an_oversized_answer_is_no_answer() {
        String body = member(5) + " ".repeat(1 << 20);

        assertThat(failure(200, null, body).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    private static String member(long id) {
        return StubCircle.member(id, "ada@example.org", "Ada Lovelace", NOW).toString();
    }

    private Optional<CircleMember> answer(int status, String retryAfter, String body) throws IOException {
        return answers.member(CircleAnswer.of(
                new CircleRequest(
                        HttpMethods.GET,
                        "/community_members/5",
                        5,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                status,
                Optional.ofNullable(retryAfter),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
    }

    private CircleException failure(int status, String retryAfter, String body) {
        return catchThrowableOfType(CircleException.class, () -> answer(status, retryAfter, body));
    }
}
