package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.Fields;
import io.circlesync.fixture.SetClock;
import io.circlesync.fixture.StubCircle;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from Circle's list of the community's profile fields, and from having none. */
class CommunityFieldsTest {

    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final SyncedField PRONOUNS = SyncedField.custom("pronouns");
    private static final SyncedFields FIELDS = Fields.with("pronouns");
    private static final String ALL = """
            {"page":1,"per_page":100,"has_next_page":false,"count":5,"page_count":5,"records":[
              {"id":1,"key":"bio","label":"About you","field_type":"textarea"},
              {"id":2,"key":"location","label":"Location","field_type":"location"},
              {"id":3,"key":"instagram_url","label":"Instagram","field_type":"link"},
              {"id":4,"key":"linkedin_url","label":"LinkedIn","field_type":"link"},
              {"id":5,"key":"pronouns","label":"Your pronouns","field_type":"select"}]}""";

    private final CommunityFields community = new CommunityFields(FIELDS, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void while_nothing_is_known_every_field_is_there() {
        assertThat(FIELDS.keys().keySet()).allMatch(community::has);
        assertThat(community.type(PRONOUNS)).isEmpty();
        assertThat(community.label("custom.pronouns")).isEqualTo("Pronouns");
        assertThat(community.lack()).isEmpty();
    }

    @Test
    void what_the_community_lacks_is_said_with_what_it_has() {
        community.learn(answer(200, ALL));

        assertThat(FIELDS.keys().keySet())
                .filteredOn(field -> !community.has(field))
                .containsExactly(SyncedField.WEBSITE);
        assertThat(community.lack())
                .contains(
                        "The community has no profile field with the key 'website' (website), so nothing is written there;"
                                + " expected one of bio, instagram_url, linkedin_url, location, pronouns");
        assertThat(community.type(PRONOUNS)).contains("select");
        assertThat(community.label("custom.pronouns")).isEqualTo("Your pronouns");
        assertThat(community.label("bio")).as("called so everywhere").isEqualTo("Bio");
        assertThat(community.label("resumeLink")).isEqualTo("Résumé link");
        assertThat(community.label("somethingElse")).isEqualTo("somethingElse");
    }

    @Test
    void of_a_list_that_goes_on_nothing_is_said_to_be_lacking() {
        community.learn(answer(200, ALL.replace("\"has_next_page\":false", "\"has_next_page\":true")));

        assertThat(community.has(SyncedField.WEBSITE)).isTrue();
        assertThat(community.lack()).isEmpty();
        assertThat(community.type(SyncedField.BIO)).contains("textarea");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|{}",
                "503|<html>",
                "200|[]",
                "200|{\"records\":{}}",
                "200|<html>",
                "200|",
                "404|{\"records\":[]}"
            })
    void another_answer_teaches_nothing(int status, String body) {
        community.learn(answer(200, ALL));

        assertThatExceptionOfType(CircleException.class)
                .isThrownBy(() -> community.learn(answer(status, body == null ? "" : body)))
                .withMessage("Circle answered " + status + " without a list");
        assertThat(community.has(SyncedField.WEBSITE)).isFalse();
    }

    @Test
    void it_is_asked_again_after_a_day() {
        assertThat(community.isDue()).isTrue();
        SetClock clock = new SetClock(NOW);
        CommunityFields later = new CommunityFields(FIELDS, clock);
        later.learn(answer(200, ALL));

        clock.passes(Duration.ofHours(12));
        assertThat(later.isDue()).as("after half a day").isFalse();
        clock.passes(Duration.ofHours(12));
        assertThat(later.isDue()).as("after a day").isTrue();
    }

    @Test
    void what_the_community_lacks_or_cannot_take_is_not_written() {
        CircleWriter writer = new CircleWriter(FIELDS, Set.of("text", "textarea", "link"), community);
        CircleMember member = new CircleMemberReader(FIELDS, Clock.systemUTC())
                .read(memberWithout("website", "pronouns"))
                .orElseThrow();
        FieldValues values = member.fields()
                .with(SyncedField.WEBSITE, "https://here.example.org")
                .with(PRONOUNS, "she/her")
                .with(SyncedField.BIO, "Typed here");
        assertThat(writer.lacking(values, member, CircleValues.none()).names())
                .containsExactlyInAnyOrder("bio", "website", "custom.pronouns");

        community.learn(answer(200, ALL));

        assertThat(writer.lacking(values, member, CircleValues.none()).names()).containsExactlyInAnyOrder("bio");
        assertThat(writer.notSent(values, member, CircleValues.none()))
                .containsExactlyInAnyOrder(SyncedField.WEBSITE, SyncedField.LOCATION, PRONOUNS);
    }

    @Test
    void a_field_that_a_member_shows_is_there_though_the_list_is_older() {
        CircleWriter writer = new CircleWriter(FIELDS, Set.of("link"), community);
        community.learn(answer(200, ALL));
        CircleMember member = new CircleMemberReader(FIELDS, Clock.systemUTC())
                .read(memberWithout())
                .orElseThrow();

        assertThat(writer.lacking(
                                member.fields().with(SyncedField.WEBSITE, "https://here.example.org"),
                                member,
                                CircleValues.none())
                        .names())
                .containsExactly("website");
    }

    private static ObjectNode memberWithout(String... keys) {
        ObjectNode member = StubCircle.member(7, "ada@example.org", "Ada Lovelace", NOW);
        for (String key : keys) {
            member.withObject("/flattened_profile_fields").remove(key);
        }
        return member;
    }

    private static CircleAnswer answer(int status, String body) {
        CircleRequest request = new CircleRequest(
                HttpMethods.GET, "", CircleAccess.NOBODY, Optional.empty(), Optional.empty(), Optional.empty());
        return new CircleAnswer(request, status, Optional.empty(), body.getBytes(StandardCharsets.UTF_8));
    }
}
