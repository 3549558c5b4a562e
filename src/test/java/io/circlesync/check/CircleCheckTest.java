package io.circlesync.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.circle.CircleAccount;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.StubPartner;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.StubPartner.Call;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with Circle is told by what Circle answers, each mistake in its own words, and nothing is written there. */
class CircleCheckTest {

    private static final String TOKEN = "admin-v2-token-of-the-community";
    private static final Answer COMMUNITY = Answer.json(200, "{\"id\":393781,\"name\":\"Example\"}");
    private static final String ALL =
            "bio:textarea location:location website:link instagram_url:link linkedin_url:link";

    private final StubPartner circle = new StubPartner(call -> well(call, COMMUNITY, fields(ALL, false)));

    @AfterEach
    void stop() {
        circle.close();
    }

    @Test
    void a_community_that_is_well_says_so_at_the_price_of_two_calls() {
        assertThat(lines(Optional.of(393781L)))
                .containsExactly(
                        "ok circle The token is taken, for community 393781 (Example)",
                        "warning circle location (location) is read from Circle and not written there; once you know that"
                                + " Circle takes it, add its type to sync.push-field-types, which is link,text,textarea",
                        "ok circle All keys of circle.fields.* are there: bio, instagram_url, linkedin_url, location,"
                                + " website");
        assertThat(circle.calls())
                .extracting(call -> call.method() + " " + call.path())
                .containsExactly("GET /api/admin/v2/community", "GET /api/admin/v2/profile_fields");
        assertThat(circle.calls()).allMatch(call -> call.header("Authorization").equals("Bearer " + TOKEN));
    }

    @Test
    void a_community_that_nobody_named_is_told() {
        assertThat(lines(Optional.empty()))
                .first()
                .asString()
                .startsWith("ok circle")
                .contains("with circle.community-id = 393781 events of others are refused");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        Answer.json(401, "{\"success\":false,\"message\":\"The API token is invalid.\"}"),
                        "not ok circle circle.api-token is wrong (401 The API token is invalid.); expected a token of the"
                                + " kind Admin V2"),
                mistake(
                        Answer.json(403, "{\"success\":false,\"message\":\"Forbidden\"}"),
                        "not ok circle circle.api-token is one of another API or of less rights (403 Forbidden); expected a"
                                + " token of the kind Admin V2, not Admin V1"),
                mistake(
                        Answer.json(403, "{\"message\":\"The community is not eligible for admin API v2 access.\"}"),
                        "not ok circle The community's plan has no Admin API"),
                mistake(
                        Answer.json(403, "{\"message\":\"Your plan does not include API access.\"}"),
                        "not ok circle The community's plan has no Admin API (403 Your plan"),
                mistake(
                        Answer.json(200, "{\"id\":5,\"name\":\"Others\"}"),
                        "not ok circle circle.community-id is 393781, which the token does not see: it is for community 5"
                                + " (Others); expected the token of community 393781, or 5"),
                mistake(
                        Answer.json(
                                200,
                                "{\"status\":\"unauthorized\",\"message\":\"Your account could not be"
                                        + " authenticated.\"}"),
                        "not ok circle circle.api-url is not that of the Admin API v2 (200 Your account could not be"
                                + " authenticated., as API v1 answers)"),
                mistake(
                        Answer.text(200, "<html><body>Sign in</body></html>"),
                        "not ok circle circle.api-url answers 200 with something that is not the API's; expected https://"),
                mistake(
                        Answer.text(404, "<html>Not found</html>"),
                        "not ok circle circle.api-url answers 404 with something that is not the API's"),
                mistake(
                        Answer.json(404, "{\"message\":\"Not found\"}"),
                        "not ok circle circle.api-url is not that of the Admin API v2 (404 Not found)"),
                mistake(
                        Answer.text(301, "").with("Location", "https://app.circle.example/api?secret=1"),
                        "not ok circle circle.api-url answers with a redirect to https://app.circle.example;"),
                mistake(Answer.text(429, ""), "warning circle Circle has had too many calls (429)"),
                mistake(Answer.text(502, "Bad gateway"), "not ok circle Circle has trouble of its own (502)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_told_with_what_to_do(Answer community, String told) {
        circle.answer(call -> well(call, community, fields(ALL, false)));

        assertThat(lines(Optional.of(393781L)))
                .singleElement()
                .asString()
                .startsWith(told)
                .doesNotContain("secret=1");
    }

    static Stream<Arguments> fieldMistakes() {
        return Stream.of(
                Arguments.of(
                        fields(ALL.replace("website:", "website_url:"), false),
                        "warning circle circle.fields.website is 'website', a key that the community does not have, so"
                                + " nothing is written there; expected perhaps 'website_url', one of those that there are: bio,"
                                + " instagram_url, linkedin_url, location, website_url"),
                Arguments.of(
                        fields("bio:textarea", false),
                        "circle.fields.location is 'location', a key that the community does not have, so nothing is written"
                                + " there; expected one of those that there are: bio"),
                Arguments.of(
                        fields(ALL.replace("bio:textarea", "bio:select"), false),
                        "warning circle bio (select), location (location) is read from Circle and not written there"),
                Arguments.of(fields("bio:textarea", true), "more profile fields than a page holds"),
                Arguments.of(Answer.json(403, "{}"), "The community's profile fields cannot be listed (403)"));
    }

    @ParameterizedTest
    @MethodSource("fieldMistakes")
    void a_key_that_is_not_there_is_a_warning(Answer fields, String told) {
        circle.answer(call -> well(call, COMMUNITY, fields));

        assertThat(lines(Optional.of(393781L)))
                .anySatisfy(
                        line -> assertThat(line).startsWith("warning circle").contains(told))
                .noneMatch(line -> line.startsWith("not ok"));
    }

    @Test
    void a_clock_that_is_not_circles_is_told() {
        Clock early = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));

        assertThat(lines(Optional.of(393781L), URI.create(circle.url() + "/api/admin/v2"), early))
                .anyMatch(
                        line -> line.matches("not ok circle Circle's clock is \\d{3} s ahead of this machine's,.*NTP"));
    }

    @Test
    void nobody_at_the_address_is_told_without_it() {
        String nowhere = "http://localhost:" + Ports.next() + "/tenant-secret";

        assertThat(lines(Optional.of(393781L), URI.create(nowhere), Clock.systemUTC()))
                .singleElement()
                .asString()
                .startsWith("not ok circle circle.api-url is not reached: nobody listens there; expected")
                .doesNotContain("tenant-secret");
    }

    private List<String> lines(Optional<Long> communityId) {
        return lines(communityId, URI.create(circle.url() + "/api/admin/v2"), Clock.systemUTC());
    }

    private static List<String> lines(Optional<Long> communityId, URI url, Clock clock) {
        return Asked.lines(CircleCheck.of(
                new CircleAccount(url, TOKEN), communityId, Fields.with(), Set.of("text", "textarea", "link"), clock));
    }

    private static Arguments mistake(Answer community, String told) {
        return Arguments.of(community, told);
    }

    private static Answer well(Call call, Answer community, Answer fields) {
        return call.path().endsWith("/profile_fields") ? fields : community;
    }

    /** Definitions written as {@code key:type}. */
    private static Answer fields(String keys, boolean more) {
        Function<String, String> definition =
                key -> "{\"key\":\"%s\",\"label\":\"x\",\"field_type\":\"%s\"}".formatted((Object[]) key.split(":"));
        return Answer.json(
                200,
                "{\"has_next_page\":%s,\"records\":[%s]}"
                        .formatted(
                                more,
                                String.join(
                                        ",",
                                        Stream.of(keys.split(" "))
                                                .filter(key -> !key.isEmpty())
                                                .map(definition)
                                                .toList())));
    }
}
