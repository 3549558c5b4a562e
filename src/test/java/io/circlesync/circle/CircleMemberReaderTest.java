package io.circlesync.circle;

import static io.circlesync.profile.SyncedField.BIO;
import static io.circlesync.profile.SyncedField.FIRST_NAME;
import static io.circlesync.profile.SyncedField.HEADLINE;
import static io.circlesync.profile.SyncedField.LAST_NAME;
import static io.circlesync.profile.SyncedField.LINKEDIN_URL;
import static io.circlesync.profile.SyncedField.LOCATION;
import static io.circlesync.profile.SyncedField.WEBSITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.StubCircle;
import io.circlesync.json.Json;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CircleMemberReaderTest {

    private static final Instant UPDATED = Instant.parse("2026-01-22T14:55:35.714Z");

    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

    private final CircleMemberReader reader =
            new CircleMemberReader(withAKeyOfItsOwn(), Clock.fixed(NOW, ZoneOffset.UTC));

    private static SyncedFields withAKeyOfItsOwn() {
        SortedMap<SyncedField, String> keys = new TreeMap<>(Fields.with().keys());
        keys.put(WEBSITE, "Website");
        return new SyncedFields(keys);
    }

    @Test
    void a_member_is_read_as_circle_sends_them() {
        CircleMember member = read(aMember().put("sso_provider_user_id", "user_01EXAMPLE"));

        assertThat(member.id()).isEqualTo(5);
        assertThat(member.email()).isEqualTo("ada@example.org");
        assertThat(member.ssoUserId()).hasValue("user_01EXAMPLE");
        assertThat(member.createdAt()).hasValue(Instant.parse("2026-01-22T14:54:18.943Z"));
        assertThat(member.updatedAt()).hasValue(UPDATED);
        assertThat(member.profileUrl()).hasValue("https://example.circle.so/u/u5");
        assertThat(member.toString()).doesNotContain("ada", "Ada");
        assertThat(value(member, FIRST_NAME)).isEqualTo("Ada");
        assertThat(value(member, LAST_NAME)).isEqualTo("King Lovelace");
        assertThat(value(member, HEADLINE)).isEqualTo("Analyst");
        assertThat(value(member, BIO)).isEqualTo("Writes notes");
        assertThat(value(member, LINKEDIN_URL)).isNull();
    }

    /** Built here, because no parser reads as deep as the deepest of them. */
    @ParameterizedTest
    @CsvSource({"1, x", "2,", "900,", "100000,"})
    void lists_within_lists_are_no_text(int depth, String text) {
        ArrayNode list = Json.mapper().createArrayNode().add("x");
        for (int i = 1; i < depth; i++) {
            list = Json.mapper().createArrayNode().add(list);
        }

        assertThat(value(read(aMember().set("headline", list)), HEADLINE)).isEqualTo(text);
    }

    @Test
    void a_field_may_stand_at_the_top_level() {
        ObjectNode member = aMember().put("bio", "From the top");
        member.remove("flattened_profile_fields");

        assertThat(value(read(member), BIO)).isEqualTo("From the top");
    }

    @ParameterizedTest
    @ValueSource(strings = {"display_value", "text", "textarea"})
    void a_field_may_stand_in_the_list_of_profile_fields(String place) {
        ObjectNode member = aMember();
        member.remove("flattened_profile_fields");
        profileField(member, "bio").put(place, "From the list").put("updated_at", "2026-01-20T10:00:00.000Z");

        CircleMember read = read(member);

        assertThat(value(read, BIO)).isEqualTo("From the list");
        assertThat(read.fieldUpdatedAt())
                .containsExactly(java.util.Map.entry(BIO, Instant.parse("2026-01-20T10:00:00Z")));
    }

    @Test
    void a_field_that_was_never_filled_has_no_value() {
        ObjectNode member = aMember();
        member.remove("flattened_profile_fields");
        member.withArray("profile_fields").addObject().put("key", "bio").putNull("community_member_profile_field");
        profileField(member, "location")
                .putNull("display_value")
                .put("text", "")
                .put("textarea", "  ");

        assertThat(value(read(member), BIO)).isNull();
        assertThat(value(read(member), LOCATION)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"  \"", "[]", "{}", "[null]", "[\"\"]"})
    void null_blank_and_empty_are_no_value(String empty) throws Exception {
        ObjectNode member = aMember();
        JsonNode value = Json.mapper().readTree(empty);
        member.set("headline", value);
        ((ObjectNode) member.get("flattened_profile_fields")).set("bio", value);

        assertThat(value(read(member), HEADLINE)).isNull();
        assertThat(value(read(member), BIO)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"38, 38", "38.0, 38", "0.50, 0.5", "-1.5e3, -1500", "0.0, 0", "true, true"})
    void a_number_is_read_as_people_write_it(String json, String text) throws Exception {
        ObjectNode member = aMember();
        ((ObjectNode) member.get("flattened_profile_fields"))
                .set("bio", Json.mapper().readTree(json));

        assertThat(value(read(member), BIO)).isEqualTo(text);
    }

    @Test
    void several_choices_are_one_text() {
        ObjectNode member = aMember();
        ArrayNode choices = ((ObjectNode) member.get("flattened_profile_fields")).putArray("location");
        choices.add("London").addNull().add("").add("Paris");

        assertThat(value(read(member), LOCATION)).isEqualTo("London, Paris");
    }

    @Test
    void keys_keep_their_case() {
        ObjectNode member = aMember();
        ObjectNode fields = (ObjectNode) member.get("flattened_profile_fields");
        fields.put("website", "https://wrong.example").put("Website", "https://right.example");

        assertThat(value(read(member), WEBSITE)).isEqualTo("https://right.example");
    }

    @ParameterizedTest
    @CsvSource({
        "Ada King Lovelace,Ada,King Lovelace",
        "Baz,Baz,",
        "'  Ada   Lovelace ',Ada,Lovelace",
        "李 小龙,李,小龙",
        "Ada\u00a0Lovelace,Ada,Lovelace",
        "'\u00a0Ada\u2003King\u00a0Lovelace\u00a0',Ada,King\u00a0Lovelace"
    })
    void a_single_name_is_cut_at_its_first_blank(String name, String first, String last) {
        ObjectNode member = aMember().put("name", name).putNull("last_name");
        member.remove("first_name");

        assertThat(value(read(member), FIRST_NAME)).isEqualTo(first);
        assertThat(value(read(member), LAST_NAME)).isEqualTo(last);
    }

    @ParameterizedTest
    @CsvSource({
        "Ada Byron,        Ada,      King Lovelace, Ada,      Byron",
        "Ada King Lovelace,Ada,      ,              Ada,      King Lovelace",
        "Ada King Lovelace,,         Lovelace,      Ada,      King Lovelace",
        "Ada King Lovelace,Ada King, Lovelace,      Ada King, Lovelace",
        "'  Ada  King Lovelace ',' Ada ','King  Lovelace',Ada,'King  Lovelace'",
        "Ada King Lovelace,ada,      king lovelace, Ada,      King Lovelace",
        "Ada\u00a0King Lovelace,Ada King, Lovelace, Ada King, Lovelace",
        "Baz,              Baz,      Lovelace,      Baz,",
        "Lovelace,         ,         Lovelace,      ,         Lovelace"
    })
    void the_name_decides_and_its_parts_tell_only_where_to_cut_it(
            String name, String givenFirst, String givenLast, String first, String last) {
        ObjectNode member =
                aMember().put("name", name).put("first_name", givenFirst).put("last_name", givenLast);

        assertThat(value(read(member), FIRST_NAME)).isEqualTo(first);
        assertThat(value(read(member), LAST_NAME)).isEqualTo(last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"  \"", "{}"})
    void without_a_name_its_parts_stand_for_it(String none) throws Exception {
        ObjectNode member = aMember().put("first_name", "Grace").put("last_name", "Hopper");
        member.set("name", Json.mapper().readTree(none));

        assertThat(value(read(member), FIRST_NAME)).isEqualTo("Grace");
        assertThat(value(read(member), LAST_NAME)).isEqualTo("Hopper");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zoë 👩‍🚀 e\u0301 \uFB01", "שלום עולם \u202Eabc", "line\nbreak\ttab", "<b>&amp;</b>"})
    void text_arrives_unchanged(String text) {
        String longText = text + "x".repeat(10_000) + text;
        ObjectNode member = aMember().put("headline", text);
        ((ObjectNode) member.get("flattened_profile_fields")).put("bio", longText);

        assertThat(value(read(member), HEADLINE)).isEqualTo(text);
        assertThat(value(read(member), BIO)).isEqualTo(longText);
    }

    @Test
    void what_postgresql_cannot_store_is_left_out() {
        ObjectNode member = aMember().put("headline", "A\0B").put("name", "x\ud800y");

        assertThat(value(read(member), HEADLINE)).isEqualTo("AB");
        assertThat(value(read(member), FIRST_NAME)).isEqualTo("x?y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0da@example.org", "a\ud800da@example.org", "ada@exam\0ple.org"})
    void an_address_of_which_a_part_cannot_be_stored_is_nobodys(String email) {
        CircleMember member = read(aMember().put("email", email).put("sso_provider_user_id", "user_A\0B"));

        assertThat(EmailAddress.of(member.email()).fault()).hasValue("U+FFFD (REPLACEMENT CHARACTER)");
        assertThat(member.ssoUserId()).isEmpty();
    }

    @Test
    void an_email_is_trimmed_and_in_lower_case() {
        assertThat(read(aMember().put("email", " Ada.L@Example.ORG\n")).email()).isEqualTo("ada.l@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-13-01T00:00:00Z", "5"})
    void a_time_that_cannot_be_read_is_something_else_than_none(String time) {
        CircleMember member = read(aMember().put("updated_at", time).put("created_at", time));

        assertThat(member.updatedAt()).isEmpty();
        assertThat(member.createdAt()).isEmpty();
        assertThat(member.undated()).containsExactlyInAnyOrderElementsOf(SyncedField.table());
        assertThat(read(aMember().putNull("updated_at")).undated()).isEmpty();
        assertThat(read(aMember().put("updated_at", "")).undated()).isEmpty();
    }

    @Test
    void a_profile_fields_time_that_cannot_be_read_is_about_that_field() {
        ObjectNode member = aMember();
        profileField(member, "bio").put("text", "x").put("updated_at", "soon");

        assertThat(read(member).undated()).containsExactly(BIO);
        assertThat(read(member).fieldUpdatedAt()).isEmpty();
    }

    @Test
    void nothing_was_edited_later_than_now() {
        ObjectNode member = aMember()
                .put("updated_at", NOW.plusSeconds(3600).toString())
                .put("created_at", NOW.plusMillis(1).toString());
        profileField(member, "bio").put("updated_at", "2999-01-01T00:00:00Z");

        CircleMember read = read(member);

        assertThat(read.editedAt()).hasValue(NOW);
        assertThat(read.fieldsEditedAt()).containsEntry(BIO, NOW);
        assertThat(read.createdAt()).hasValue(NOW);
        assertThat(read.updatedAt())
                .as("which still tells two of Circle's states apart")
                .hasValue(NOW.plusSeconds(3600));
    }

    @ParameterizedTest
    @CsvSource({
        "{}, MEMBER",
        "'{\"active\":true}', MEMBER",
        "'{\"active\":null}', MEMBER",
        "'{\"active\":false}', INACTIVE",
        "'{\"active\":\"false\"}', INACTIVE",
        "'{\"active\":false,\"profile_confirmed_at\":\"2026-01-22T14:55:30.000Z\"}', INACTIVE",
        "'{\"active\":true,\"profile_confirmed_at\":null}', INVITED",
        "'{\"active\":false,\"profile_confirmed_at\":null}', INVITED",
        "'{\"active\":true,\"profile_confirmed_at\":\"\"}', INVITED",
        "'{\"active\":true,\"profile_confirmed_at\":\"some day\"}', MEMBER"
    })
    void only_what_circle_says_in_so_many_words_tells_where_a_member_stands(String json, CircleMember.Standing standing)
            throws Exception {
        ObjectNode member = aMember();
        member.remove("active");
        member.setAll((ObjectNode) Json.mapper().readTree(json));

        assertThat(read(member).standing()).isEqualTo(standing);
    }

    @ParameterizedTest
    @CsvSource({
        "user_01EXAMPLE, user_01EXAMPLE",
        "' user_1 ', user_1",
        "'\tuser_1\n', user_1",
        "8812,",
        "'',",
        "'user_1 user_2',",
        "'user_1\u200b',",
        "'user_1\u00a0',",
    })
    void an_account_of_workos_is_told_by_its_id(String sso, String account) {
        assertThat(read(aMember().put("sso_provider_user_id", sso))
                        .workosAccount()
                        .orElse(null))
                .isEqualTo(account);
    }

    @Test
    void a_time_with_an_offset_is_understood() {
        assertThat(read(aMember().put("updated_at", "2026-01-22T20:25:35.714+05:30"))
                        .updatedAt())
                .hasValue(UPDATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-22 14:54:18 UTC", "", "never"})
    void what_is_not_needed_is_not_read(String accepted) {
        assertThat(read(aMember().put("accepted_invitation", accepted).put("activity_score", "?"))
                        .id())
                .isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "1.5", "true", "null", "\"abc\"", "{}", "9223372036854775808"})
    void without_a_usable_id_there_is_no_member(String id) throws Exception {
        ObjectNode member = aMember();
        member.set("id", Json.mapper().readTree(id));

        assertThat(reader.read(member)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "\"nobody\"",
                "\"@example.org\"",
                "5",
                "[\"ada@example.org\"]",
                "{\"a\":\"ada@example.org\"}"
            })
    void without_an_email_there_is_no_member(String email) throws Exception {
        ObjectNode member = aMember();
        member.set("email", Json.mapper().readTree(email));

        assertThat(reader.read(member)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "null", "{}", "\"text\"", "{\"status\":\"unauthorized\"}"})
    void other_json_is_no_member(String json) throws Exception {
        assertThat(reader.read(Json.mapper().readTree(json))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.circle.so/u/5", "http://localhost:8080/sandbox#member=5"})
    void a_web_address_is_a_profile_url(String url) {
        assertThat(read(aMember().put("profile_url", url)).profileUrl()).hasValue(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)", "data:text/html,x", "//example.org/u/5", "/u/5", "httpx://a", "http:a", ""
            })
    void nothing_else_is_a_profile_url(String url) {
        assertThat(read(aMember().put("profile_url", url)).profileUrl()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", " \tJAVASCRIPT:alert(1)", "data:text/html,x", "ftp://example.org"})
    void what_is_no_link_stays_in_circle(String value) {
        ObjectNode member = aMember();
        ((ObjectNode) member.get("flattened_profile_fields"))
                .put("Website", value)
                .put("bio", value);

        assertThat(read(member).told()).hasSize(SyncedField.table().size() - 1).doesNotContain(WEBSITE);
        assertThat(value(read(member), WEBSITE)).isNull();
        assertThat(value(read(member), BIO)).as("a text is a text").isEqualTo(value);
        FieldValues agreed =
                FieldValues.none().with(WEBSITE, "https://agreed.example").with(BIO, "agreed");
        assertThat(value(read(member).beside(agreed), WEBSITE)).isEqualTo("https://agreed.example");
        assertThat(value(read(member).beside(agreed), BIO)).isEqualTo(value);
    }

    /** Some value is there, of which nobody can say what it is: it is no empty one. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"headline":{"text":"x"}}                                                        | headline
            {"headline":{}}                                                                  | headline
            {"headline":[null]}                                                              | headline
            {"headline":["x",["y"]]}                                                         | headline
            {"name":{"first":"Ada"},"first_name":"Ada","last_name":"Lovelace"}               | ''
            {"name":{"first":"Ada"}}                                                         | firstName lastName
            {"name":null,"first_name":"Ada","last_name":["Lovelace",{}]}                     | firstName lastName
            {"name":"Ada Lovelace","first_name":{}}                                          | ''
            {"flattened_profile_fields":{"bio":{"type":"doc"},"Website":{"url":"x.org"}}}    | bio website
            {"flattened_profile_fields":{"bio":{"a":1}},"bio":"Plain"}                       | ''
            {"flattened_profile_fields":{"bio":null},"bio":{"a":1}}                          | bio
            {"flattened_profile_fields":{"bio":[]},"headline":[]}                            | ''
            {"profile_fields":[{"key":"bio","community_member_profile_field":"x"}]}          | bio
            {"profile_fields":[{"key":"bio","community_member_profile_field":null}]}         | ''
            {"profile_fields":[{"key":"bio","community_member_profile_field":{"text":{}}}]}  | bio
            """)
    void what_stands_in_a_form_that_is_none_of_circle_s_is_left_alone(String json, String leftAlone) throws Exception {
        ObjectNode member = (ObjectNode) Json.mapper().readTree(json);
        member.put("id", 5).put("email", "ada@example.org");

        CircleMember read = read(member);

        assertThat(List.of(FIRST_NAME, LAST_NAME, HEADLINE, BIO, WEBSITE).stream()
                        .filter(field -> !read.told().contains(field))
                        .map(SyncedField::jsonName)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(leftAlone);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                             | firstName lastName headline bio website
            {"flattened_profile_fields":null,"profile_fields":[]}          | firstName lastName headline bio website
            {"flattened_profile_fields":[],"headline":null}                | firstName lastName bio website
            {"flattened_profile_fields":{},"first_name":null}              | headline bio website
            {"profile_fields":[{"key":"other"}],"name":""}                 | headline bio website
            {"flattened_profile_fields":{"bio":""},"name":""}              | headline website
            {"bio":null,"name":"Ada"}                                      | headline website
            """)
    void what_an_answer_says_nothing_of_is_left_out(String json, String leftOut) throws Exception {
        ObjectNode member = (ObjectNode) Json.mapper().readTree(json);
        member.put("id", 5).put("email", "ada@example.org");

        CircleMember read = read(member);

        assertThat(List.of(FIRST_NAME, LAST_NAME, HEADLINE, BIO, WEBSITE).stream()
                        .filter(read.leftOut()::contains)
                        .map(SyncedField::jsonName))
                .containsExactly(leftOut.split(" "));
        assertThat(read.heardBeside(FieldValues.none()).told()).containsAll(SyncedField.table());
        assertThat(read.heardBeside(FieldValues.none().with(BIO, "known"))
                        .told()
                        .contains(BIO))
                .isEqualTo(!leftOut.contains("bio"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "linkedin.com/in/ada", "@ada", "http://example.org", "HTTPS://example.org"})
    void a_link_without_a_scheme_is_taken_as_it_is(String value) {
        ObjectNode member = aMember();
        ((ObjectNode) member.get("flattened_profile_fields")).put("Website", value);

        assertThat(read(member).told()).containsAll(SyncedField.table());
        assertThat(value(read(member), WEBSITE)).isEqualTo(value);
    }

    @Test
    void a_field_of_the_community_is_read_where_profile_fields_stand_and_nowhere_else() {
        CircleMemberReader ofCommunity = new CircleMemberReader(Fields.with("pronouns", "email"), Clock.systemUTC());
        ObjectNode member = aMember();
        ((ObjectNode) member.get("flattened_profile_fields")).put("pronouns", "she/her");

        CircleMember read = ofCommunity.read(member).orElseThrow();

        assertThat(value(read, SyncedField.custom("pronouns"))).isEqualTo("she/her");
        assertThat(value(read, SyncedField.custom("email")))
                .as("the member's own")
                .isNull();
    }

    @Test
    void a_field_of_the_community_that_holds_links_holds_nothing_else() {
        CircleMemberReader ofCommunity = new CircleMemberReader(Fields.with("homepage"), Clock.systemUTC());
        SyncedField homepage = SyncedField.custom("homepage");
        ObjectNode member = aMember();
        profileField(member, "homepage").put("text", "javascript:alert(1)");
        assertThat(value(ofCommunity.read(member).orElseThrow(), homepage)).isEqualTo("javascript:alert(1)");

        ((ObjectNode) member.at("/profile_fields/0")).put("field_type", "link");

        assertThat(value(ofCommunity.read(member).orElseThrow(), homepage)).isNull();
        assertThat(ofCommunity.read(member).orElseThrow().told()).doesNotContain(homepage);
    }

    private static ObjectNode aMember() {
        ObjectNode member = StubCircle.member(5, "ada@example.org", "Ada King Lovelace", UPDATED);
        ((ObjectNode) member.get("flattened_profile_fields")).put("Website", "https://example.org");
        return member;
    }

    private static ObjectNode profileField(ObjectNode member, String key) {
        return member.withArray("profile_fields")
                .addObject()
                .put("key", key)
                .putObject("community_member_profile_field");
    }

    private CircleMember read(JsonNode member) {
        return reader.read(member).orElseThrow();
    }

    private static String value(CircleMember member, SyncedField field) {
        return member.fields().get(field).orElse(null);
    }
}
