package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.json.Json;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.SyncedField;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of the table, and one of the community's own, on its way from the app to Circle and back. */
class SyncedFieldsRouteTest extends SyncTestBase {

    private static final String KEY = "pronouns_1";
    private static final SyncedField PRONOUNS = SyncedField.custom("pronouns");

    @BeforeAll
    static void start() {
        startWith(Map.of("sync.merge-policy", "three-way", "circle.fields.custom.pronouns", KEY));
    }

    static List<SyncedField> fields() {
        return Fields.with("pronouns").all();
    }

    static Stream<SyncedField> fieldsThatCanBeCleared() {
        return fields().stream().filter(field -> !field.isName());
    }

    @ParameterizedTest
    @MethodSource("fields")
    void what_the_app_types_stands_in_circle(SyncedField field) throws Exception {
        long id = joined();
        String typed = text(field, "typed");

        assertThat(value(patch(id, field, typed), field)).isEqualTo(typed);

        settles(id);
        assertThat(inCircle(id, field)).isEqualTo(typed);
        assertThat(Json.mapper().readTree(onlyPut(id).body())).isEqualTo(put(field, typed));
        String name = CircleValues.nameOf(field);
        assertThat(timeline(id)).contains("local " + field + " " + typed);
        assertThat(timeline(id)).anyMatch(entry -> entry.startsWith("push " + name + " ") && entry.contains(typed));
        assertThat(conflictsOf(id)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void what_is_typed_in_circle_stands_in_the_profile_and_its_echo_is_none(SyncedField field) {
        long id = joined();
        String typed = text(field, "circle");
        typeInCircle(id, field, typed);

        changesAndSettles(id);

        assertThat(value(get(id), field)).isEqualTo(typed);
        assertThat(timeline(id)).contains("circle " + field + " " + typed);
        assertThat(puts(id)).isEmpty();
        if (field.isProfileField()) {
            int fetches = fetchesOf(id).size();
            tellsOfField(id, key(field), Json.mapper().valueToTree(typed).toString());
            settles(id);
            assertThat(fetchesOf(id)).hasSize(fetches);
        }
    }

    @ParameterizedTest
    @MethodSource("fieldsThatCanBeCleared")
    void what_is_cleared_on_one_side_is_cleared_on_the_other(SyncedField field) {
        long id = joined();
        patch(id, field, text(field, "typed"));
        settles(id);

        assertThat(value(patch(id, field, null), field)).isNull();
        settles(id);
        assertThat(inCircle(id, field)).isEmpty();

        typeInCircle(id, field, text(field, "again"));
        changesAndSettles(id);
        typeInCircle(id, field, "");
        changesAndSettles(id);
        assertThat(value(get(id), field)).isNull();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void where_both_sides_typed_the_conflict_is_listed_by_its_field(SyncedField field) throws Exception {
        long id = joined();
        typeHere(id, field, text(field, "here"));
        typeInCircle(id, field, text(field, "there"));

        changesAndSettles(id);

        JsonNode conflicts = Json.mapper()
                .readTree(service.get("/api/conflicts?circleMemberId=" + id + "&field=" + field)
                        .body())
                .get("items");
        assertThat(conflicts).hasSize(1);
        assertThat(conflicts.get(0).get("field").asText()).isEqualTo(field.jsonName());
        assertThat(List.of(
                        conflicts.get(0).get("localValue").asText(),
                        conflicts.get(0).get("circleValue").asText()))
                .containsExactly(text(field, "here"), text(field, "there"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void what_circle_does_not_keep_is_named(SyncedField field) throws Exception {
        long id = joined();
        String before = inCircle(id).toString();
        circle.answer(call -> call.method().equals("PUT") ? Answer.json(200, before) : circle.normally(call));

        patch(id, field, text(field, "typed"));

        settles(id);
        JsonNode gap = Json.mapper()
                .readTree(service.get("/api/gaps?kind=push-rejected&circleMemberId=" + id)
                        .body())
                .at("/items/0/detail/fields/0");
        assertThat(gap.asText()).isEqualTo(CircleValues.nameOf(field));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void a_form_makes_a_profile_that_has_the_field_and_nothing_of_it_is_left_once_it_is_erased(SyncedField field) {
        String typed =
                text(field, "formof" + field.jsonName().toLowerCase(Locale.ROOT).replace(".", ""));
        ObjectNode form = patch(field, typed).put("email", newMemberId() + "@form.example.org");

        HttpResponse<String> made = send("POST", "/api/profiles", form.toString());

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(value(json(made), field)).isEqualTo(typed);
        assertThat(rowsWith(typed)).isPositive();
        assertThat(send("DELETE", "/api/profiles/" + json(made).get("id").textValue(), "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(rowsWith(typed)).isZero();
    }

    @Test
    void who_had_nothing_but_an_address_is_no_stub_any_more() {
        long id = newMemberId();
        ObjectNode member = memberInCircle(id);
        member.putNull("name").putNull("first_name").putNull("last_name").putNull("headline");
        member.putObject("flattened_profile_fields");
        joins(id);
        settles(id);
        assertThat(get(id).get("isStub").asBoolean()).isTrue();

        assertThat(patch(id, PRONOUNS, "she/her").get("isStub").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'nonsense':'x'}|custom.nonsense|There is no such field; expected one of custom.pronouns.",
                "{'pronouns':7}|custom.pronouns|Expected text.",
                "{'pronouns':['she']}|custom.pronouns|Expected text.",
                "['she']|custom|Expected an object that holds texts.",
                "7|custom|Expected an object that holds texts.",
            })
    void what_is_no_field_of_the_community_is_refused_by_its_name(String custom, String field, String detail) {
        long id = joined();

        HttpResponse<String> answer = send(
                "PATCH", "/api/profiles/" + idOf(id), ("{'headline':'x','custom':" + custom + "}").replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).get("errors").toString())
                .isEqualTo("[{\"field\":\"" + field + "\",\"detail\":\"" + detail + "\"}]");
        assertThat(get(id).get("headline").asText()).isEqualTo("Analyst");
    }

    @Test
    void null_clears_all_that_the_community_has_of_its_own() {
        long id = joined();
        patch(id, PRONOUNS, "she/her");

        JsonNode profile = json(send("PATCH", "/api/profiles/" + idOf(id), "{\"custom\":null}"));

        assertThat(profile.get("custom").toString()).isEqualTo("{\"pronouns\":null}");
    }

    @Test
    void a_field_that_is_not_configured_any_more_is_kept_and_left_alone() {
        long id = joined();
        service.jdbc()
                .update(
                        "UPDATE profile SET custom = '{\"former\": \"kept\"}', base = base || '{\"custom.former\": \"kept\"}'"
                                + " WHERE circle_member_id = ?",
                        id);
        typeInCircle(id, SyncedField.BIO, "Typed in Circle");

        changesAndSettles(id);

        assertThat(profileOf(id)).containsEntry("bio", "Typed in Circle");
        assertThat(profileOf(id).get("custom")).hasToString("{\"former\": \"kept\"}");
        assertThat(get(id).get("custom").toString()).isEqualTo("{\"pronouns\":null}");
        assertThat(puts(id)).isEmpty();
    }

    @Test
    void the_description_of_the_api_names_the_fields_of_the_community() {
        JsonNode document = json(service.get("/openapi.json"));

        for (String schema : List.of("Profile", "ProfileForm", "ProfilePatch")) {
            assertThat(document.at("/components/schemas/" + schema + "/properties/custom/properties/pronouns/type/0")
                            .asText())
                    .as(schema)
                    .isEqualTo("string");
        }
        assertThat(document.at("/components/schemas/Profile/required").toString())
                .contains("\"custom\"");
        assertThat(document.at("/components/schemas/Conflict/properties/field/enum")
                        .toString())
                .contains("\"custom.pronouns\"");
        assertThat(document.toString()).doesNotContain("x-synced-fields", "x-fields-of-a-profile");
    }

    private static String text(SyncedField field, String word) {
        return field.isLink() ? "https://" + word + ".example.org" : word;
    }

    private static String key(SyncedField field) {
        return field.isCustom() ? KEY : field.column();
    }

    /** Where the name is one, the other part of it stays. */
    private static JsonNode put(SyncedField field, String typed) {
        ObjectNode body = Json.mapper().createObjectNode();
        if (field.isProfileField()) {
            body.putObject("community_member_profile_fields").put(key(field), typed);
            return body;
        }
        String name = field.equals(SyncedField.FIRST_NAME) ? typed + " Lovelace" : "Ada " + typed;
        return field.isName() ? body.put("name", name) : body.put(field.jsonName(), typed);
    }

    private String inCircle(long id, SyncedField field) {
        JsonNode member = inCircle(id);
        return field.isProfileField()
                ? member.at("/flattened_profile_fields/" + key(field)).asText()
                : member.get(field.column()).asText();
    }

    private void typeInCircle(long id, SyncedField field, String value) {
        ObjectNode member = inCircle(id);
        if (field.isProfileField()) {
            member.withObject("/flattened_profile_fields").put(key(field), value);
        } else {
            member.put(field.column(), value);
        }
        member.put(
                "name",
                member.get("first_name").asText() + " "
                        + member.get("last_name").asText());
        member.put("updated_at", Instant.now().toString());
    }

    /** Marks nobody as due. */
    private void typeHere(long id, SyncedField field, String value) {
        if (field.isCustom()) {
            String custom = "jsonb_build_object('" + field.customName() + "', ?::text)";
            service.jdbc()
                    .update(
                            "UPDATE profile SET custom = " + custom + ", updated_at = now() WHERE circle_member_id = ?",
                            value,
                            id);
        } else {
            edit(id, field.column(), value);
        }
    }

    /** Rows of whatever table that hold the text. */
    private static long rowsWith(String text) {
        return Stream.of("profile", "change", "conflict", "gap", "outbox", "event", "member_sync")
                .mapToLong(table -> service.jdbc()
                        .queryForObject(
                                "SELECT count(*) FROM " + table + " AS t WHERE strpos(t::text, ?) > 0",
                                Long.class,
                                text))
                .sum();
    }

    private static ObjectNode patch(SyncedField field, String value) {
        ObjectNode patch = Json.mapper().createObjectNode();
        if (field.isCustom()) {
            patch.putObject("custom").put(field.customName(), value);
            return patch;
        }
        return patch.put(field.jsonName(), value);
    }

    private JsonNode patch(long id, SyncedField field, String value) {
        HttpResponse<String> answer =
                send("PATCH", "/api/profiles/" + idOf(id), patch(field, value).toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static String value(JsonNode profile, SyncedField field) {
        JsonNode value =
                field.isCustom() ? profile.get("custom").get(field.customName()) : profile.get(field.jsonName());
        return value.textValue();
    }

    private JsonNode get(long id) {
        return json(service.get("/api/profiles/" + idOf(id)));
    }

    private UUID idOf(long memberId) {
        return (UUID) profileOf(memberId).get("id");
    }

    private List<String> timeline(long id) {
        return service.jdbc()
                .queryForList(
                        "SELECT concat_ws(' ', source, field, new_value) FROM change WHERE profile_id = ?",
                        String.class,
                        idOf(id));
    }

    private static HttpResponse<String> send(String method, String path, String body) {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }
}
