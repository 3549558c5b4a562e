package io.circlesync.sandbox.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.RunningService;
import io.circlesync.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in for Circle against what is known of Circle's Admin API v2. */
class CircleStandInTest {

    private static final String MISSING = """
            {"success":false,"message":"Oops! Missing record. Please try again later.",\
            "error_details":{"message":"Missing record: community member"}}""";

    private static RunningService service;
    private static String api;
    private static String token;

    @BeforeAll
    static void start() {
        service = RunningService.start(Map.of());
        api = service.placeholder("circle.api-url");
        token = service.circleAuthorization().replaceFirst("^Bearer ", "");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void every_partner_is_present_afterwards() {
        assertThat(api).isEqualTo(service.url() + "/sandbox/circle/api/admin/v2");
        assertThat(service.placeholder("mail.host")).isEqualTo("127.0.0.1");
    }

    @Test
    void the_community_tells_that_the_token_is_taken() {
        assertThat(json(get("/community")).path("id").isIntegralNumber()).isTrue();
    }

    @Test
    void one_member_comes_without_a_wrapper() {
        HttpResponse<String> response = get("/community_members/43391401");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
        JsonNode ada = json(response);
        assertThat(ada.path("id").isIntegralNumber()).isTrue();
        assertThat(ada.path("id").asLong()).isEqualTo(43391401);
        assertThat(ada.path("email").asText()).isEqualTo("ada@example.org");
        assertThat(ada.path("first_name").asText()).isEqualTo("Ada");
        assertThat(ada.path("last_name").asText()).isEqualTo("Lovelace");
        assertThat(ada.path("created_at").asText()).isEqualTo("2026-01-05T09:12:44.118Z");
        assertThat(ada.path("profile_confirmed_at").asText()).isEqualTo("2026-01-05T09:15:02.000Z");
        assertThat(ada.path("accepted_invitation").asText()).isEqualTo("2026-01-05 09:15:02 UTC");
        assertThat(ada.at("/flattened_profile_fields/interests")).hasSize(2);
        assertThat(ada.has("bio")).isFalse();
    }

    @Test
    void a_request_header_is_not_sent_back() {
        HttpResponse<String> response = get("/community_members/43391401");

        assertThat(response.headers().map()).doesNotContainKeys("authorization", "user-agent");
    }

    @Test
    void names_are_cut_at_the_first_blank() {
        JsonNode jose = member(43391402);
        JsonNode baz = member(43391405);

        assertThat(jose.path("first_name").asText()).isEqualTo("José");
        assertThat(jose.path("last_name").asText()).isEqualTo("Ángel Núñez");
        assertThat(baz.path("first_name").asText()).isEqualTo("Baz");
        assertThat(baz.path("last_name").isNull()).isTrue();
    }

    @Test
    void a_field_is_never_filled_or_blank_or_has_a_value() {
        JsonNode jose = member(43391402);

        assertThat(jose.at("/flattened_profile_fields/location").asText()).isEqualTo("Mérida, Extremadura, Spain");
        assertThat(jose.at("/flattened_profile_fields/website").isTextual()).isTrue();
        assertThat(jose.at("/flattened_profile_fields/website").asText()).isEmpty();
        assertThat(jose.at("/flattened_profile_fields/instagram_url").isNull()).isTrue();
        assertThat(profileField(jose, "location")
                        .at("/community_member_profile_field/display_value")
                        .asText())
                .isEqualTo("Mérida, Extremadura, Spain");
        assertThat(profileField(jose, "bio")
                        .at("/community_member_profile_field/textarea")
                        .asText())
                .isEqualTo("Pipelines by day, paella by night.");
        assertThat(profileField(jose, "website")
                        .at("/community_member_profile_field/text")
                        .asText("?"))
                .isEmpty();
        assertThat(profileField(jose, "instagram_url")
                        .path("community_member_profile_field")
                        .isNull())
                .isTrue();
    }

    @Test
    void search_finds_by_email_also_who_is_only_invited() {
        assertThat(json(get("/community_members/search?email=ada%40example.org"))
                        .path("id")
                        .asLong())
                .isEqualTo(43391401);
        JsonNode sam = json(get("/community_members/search?email=sam.rivers%40example.com"));
        assertThat(sam.path("profile_confirmed_at").isNull()).isTrue();
        assertThat(sam.path("accepted_invitation").asText("?")).isEmpty();
    }

    @Test
    void who_is_unknown_is_a_missing_record() {
        for (String path : List.of(
                "/community_members/1",
                "/community_members/43391421",
                "/community_members/nobody",
                "/community_members/search?email=nobody%40example.org",
                "/community_members/search?email=grace.okafor%40example.org")) {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body()).as(path).isEqualTo(MISSING);
        }
    }

    @Test
    void the_list_is_paged_and_newest_first() {
        JsonNode first = json(get("/community_members?per_page=4"));
        JsonNode last = json(get("/community_members?per_page=4&page=3"));

        assertThat(first.path("page").asInt()).isEqualTo(1);
        assertThat(first.path("per_page").asInt()).isEqualTo(4);
        assertThat(first.path("has_next_page").asBoolean()).isTrue();
        assertThat(first.path("page_count")).isEqualTo(first.path("count"));
        assertThat(ids(first)).isSortedAccordingTo((a, b) -> Long.compare(b, a)).hasSize(4);
        assertThat(last.path("has_next_page").asBoolean()).isFalse();
        assertThat(ids(last)).contains(43391401L);
    }

    @Test
    void the_list_has_ten_a_page_and_a_hundred_at_most() {
        assertThat(json(get("/community_members")).path("per_page").asInt()).isEqualTo(10);
        assertThat(json(get("/community_members?per_page=1000"))
                        .path("per_page")
                        .asInt())
                .isEqualTo(100);
        assertThat(json(get("/community_members?page=x&per_page=-1"))
                        .path("per_page")
                        .asInt())
                .isEqualTo(10);
        assertThat(ids(json(get("/community_members?page=99")))).isEmpty();
    }

    @Test
    void the_list_hides_who_is_only_invited_unless_told() {
        assertThat(ids(json(get("/community_members?per_page=100")))).doesNotContain(43391412L, 43391421L);
        assertThat(ids(json(get("/community_members?status=inactive")))).containsExactly(43391412L);
        assertThat(ids(json(get("/community_members?status=all&per_page=100"))))
                .contains(43391412L, 43391401L)
                .doesNotContain(43391421L);
    }

    @ParameterizedTest
    @CsvSource({
        "43391401, true,  2026-01-05T09:15:02.000Z, ",
        "43391412, true,  ,                         ",
        "43391413, false, 2026-01-27T08:19:41.000Z, ",
    })
    void standing_and_account_are_told(long id, boolean active, String confirmedAt, String account) {
        JsonNode member = member(id);

        assertThat(member.path("active").booleanValue()).isEqualTo(active);
        assertThat(member.path("profile_confirmed_at").textValue()).isEqualTo(confirmedAt);
        assertThat(member.path("sso_provider_user_id").textValue()).isEqualTo(account);
    }

    @Test
    void who_joins_brings_an_account_and_links_as_they_were_typed() {
        act("POST", "/members/43391424/join", "");
        act("POST", "/members/43391425/join", "");

        assertThat(member(43391424).at("/flattened_profile_fields/website").asText())
                .isEqualTo("tomasz.example.org");
        assertThat(member(43391425).path("sso_provider_user_id").asText()).isEqualTo("user_01SANDBOXAMARA");
    }

    @Test
    void the_lists_hide_who_is_deactivated_and_the_id_does_not() {
        for (String status : List.of("active", "inactive", "all")) {
            assertThat(ids(json(get("/community_members?per_page=100&status=" + status))))
                    .as(status)
                    .doesNotContain(43391413L);
        }
        assertThat(json(get("/community_members/search?email=ewa.nowak%40example.org"))
                        .path("active")
                        .booleanValue())
                .isFalse();

        assertThat(act("PUT", "/members/43391413/active", "true")).isEqualTo(200);
        assertThat(ids(json(get("/community_members?per_page=100")))).contains(43391413L);
        await().untilAsserted(() -> assertThat(sent(43391413))
                .extracting(WebhookLog.Sent::type)
                .containsExactly("community_member_updated"));

        assertThat(act("PUT", "/members/43391413/active", "false")).isEqualTo(200);
        assertThat(member(43391413).path("active").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"43391413, maybe, 400", "43391413, , 400", "43391423, true, 409", "1, true, 404", "x, true, 404"})
    void who_is_not_inside_is_not_activated(String id, String body, int status) {
        assertThat(act(
                        "PUT",
                        "/members/" + id + "/active",
                        Optional.ofNullable(body).orElse("")))
                .isEqualTo(status);
    }

    @Test
    void an_empty_id_is_a_list_call() {
        HttpResponse<String> response = get("/community_members/");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).has("records")).isTrue();
    }

    @Test
    void the_profile_fields_come_in_an_envelope() {
        JsonNode fields = json(get("/profile_fields?per_page=100"));

        assertThat(fields.path("has_next_page").asBoolean()).isFalse();
        assertThat(fields.path("records").findValuesAsText("key"))
                .startsWith("bio", "location", "website")
                .endsWith("pronouns", "interests")
                .containsAll(Fields.with().keys().values())
                .doesNotHaveDuplicates();
        assertThat(fields.path("records").findValuesAsText("id")).doesNotHaveDuplicates();
        assertThat(fields.at("/records/0/field_type").asText()).isEqualTo("textarea");
        assertThat(fields.at("/records/0").has("community_member_profile_field"))
                .isFalse();
    }

    @Test
    void a_put_changes_what_it_names_and_nothing_else() {
        JsonNode before = member(43391404);

        HttpResponse<String> response = put(43391404, """
                {"name":"  Trần Minh Châu Anh ","nickname":"x",
                 "community_member_profile_fields":{"bio":"Neu & \\"anders\\"","location":null,"unknown":"x","interests":["Music"]}}
                """);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode after = json(response);
        assertThat(after).isEqualTo(member(43391404));
        assertThat(after.path("name").asText()).isEqualTo("Trần Minh Châu Anh");
        assertThat(after.path("last_name").asText()).isEqualTo("Minh Châu Anh");
        assertThat(after.at("/flattened_profile_fields/bio").asText()).isEqualTo("Neu & \"anders\"");
        assertThat(after.at("/flattened_profile_fields/location").asText("?")).isEmpty();
        assertThat(after.path("headline")).isEqualTo(before.path("headline"));
        assertThat(after.at("/flattened_profile_fields/website"))
                .isEqualTo(before.at("/flattened_profile_fields/website"));
        assertThat(after.at("/flattened_profile_fields/interests"))
                .isEqualTo(before.at("/flattened_profile_fields/interests"));
        assertThat(after.has("nickname")).isFalse();
        assertThat(time(after, "/updated_at")).isAfter(time(before, "/updated_at"));
        assertThat(time(profileField(after, "bio"), "/community_member_profile_field/updated_at"))
                .isEqualTo(time(after, "/updated_at"));
        assertThat(time(profileField(after, "website"), "/community_member_profile_field/updated_at"))
                .isBefore(time(after, "/updated_at"));
    }

    @Test
    void a_put_that_changes_a_value_fires_a_webhook_as_an_echo() {
        put(43391409, "{\"community_member_profile_fields\":{\"bio\":\"Echo\",\"location\":\"\"}}");

        await().untilAsserted(() -> assertThat(sent(43391409))
                .extracting(WebhookLog.Sent::type, WebhookLog.Sent::field)
                .containsExactly(tuple("community_member_profile_field_updated", "bio")));
    }

    @Test
    void a_blank_name_is_refused() {
        for (String name : List.of("\"\"", "\"  \"", "null", "7")) {
            HttpResponse<String> response = put(43391403, "{\"name\":" + name + "}");
            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(response.body())
                    .isEqualTo(
                            "{\"success\":false,\"message\":\"Validation failed: Name can't be blank\",\"error_details\":{}}");
        }
        assertThat(member(43391403).path("name").asText()).isEqualTo("Zoë Faßbinder");
    }

    @Test
    void a_character_that_no_database_stores_is_dropped() {
        JsonNode after = json(put(
                43391411, "{\"headline\":\"a\\u0000b\",\"community_member_profile_fields\":{\"bio\":\"\\u0000\"}}"));

        assertThat(after.path("headline").asText()).isEqualTo("ab");
        assertThat(after.at("/flattened_profile_fields/bio").asText("?")).isEmpty();
    }

    @Test
    void a_put_that_is_no_object_or_meets_nobody_is_refused() {
        assertThat(put(43391403, "[").statusCode()).isEqualTo(400);
        assertThat(put(43391403, "").statusCode()).isEqualTo(400);
        assertThat(put(43391421, "{}").statusCode()).isEqualTo(404);
        assertThat(put(1, "{}").body()).isEqualTo(MISSING);
    }

    @Test
    void the_token_is_needed_after_either_word() {
        assertThat(authorized("Token " + token).statusCode()).isEqualTo(200);
        assertThat(authorized(token).body()).isEqualTo("{\"success\":false,\"message\":\"API token not found.\"}");
        HttpResponse<String> wrong = authorized("Bearer wrong");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body())
                .isEqualTo("{\"success\":false,\"message\":\"The API token is invalid.\",\"error_details\":{}}");
        HttpResponse<String> none = RunningService.send(HttpRequest.newBuilder(uri("/profile_fields")));
        assertThat(none.statusCode()).isEqualTo(401);
    }

    private static List<WebhookLog.Sent> sent(long member) {
        return service.camel().getRegistry().lookupByNameAndType("sandboxWebhooks", WebhookLog.class).sent().stream()
                .filter(sent -> sent.memberId() == member)
                .toList();
    }

    /** Acts as the page does; gives the status. */
    private static int act(String method, String path, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/sandbox/api" + path))
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)))
                .statusCode();
    }

    private static JsonNode member(long id) {
        return json(get("/community_members/" + id));
    }

    private static HttpResponse<String> get(String path) {
        return RunningService.send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token));
    }

    private static HttpResponse<String> authorized(String authorization) {
        return RunningService.send(
                HttpRequest.newBuilder(uri("/community_members")).header("Authorization", authorization));
    }

    private static HttpResponse<String> put(long id, String body) {
        return RunningService.send(HttpRequest.newBuilder(uri("/community_members/" + id))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    private static URI uri(String path) {
        return URI.create(api + path);
    }

    private static JsonNode profileField(JsonNode member, String key) {
        return StreamSupport.stream(member.path("profile_fields").spliterator(), false)
                .filter(field -> field.path("key").asText().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static Instant time(JsonNode node, String path) {
        return Instant.parse(node.at(path).asText());
    }

    private static List<Long> ids(JsonNode list) {
        return StreamSupport.stream(list.path("records").spliterator(), false)
                .map(record -> record.path("id").asLong())
                .toList();
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(response.body(), e);
        }
    }
}
