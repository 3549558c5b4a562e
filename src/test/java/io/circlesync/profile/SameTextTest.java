package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person cannot tell apart is the same; what they can is not. */
class SameTextTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "bio,' Writes notes\t','Writes notes'",
                "bio,'one\r\ntwo\rthree\n','one\ntwo\nthree'",
                "bio,'one\u2028two','one\ntwo'",
                "headline,'Zoe\u0308','Zo\u00eb'",
                "headline,'10\u00a0km\u202f/\u2003h','10 km / h'",
                "headline,'\u00a0Analyst\u00a0','Analyst'",
                "location,'\u00a0',''",
                "firstName,'Ada\u00a0 King','Ada King'",
                "lastName,'Love\u0301lace ','Lov\u00e9lace'",
                "website,'https://example.org','https://example.org/'",
                "website,'https://example.org?a=1','https://example.org/?a=1'",
                "website,'https://example.org#top','https://example.org/#top'",
                "website,'https://example.org','example.org'",
                "website,'http://example.org','example.org/'",
                "website,'HTTPS://Example.ORG/a',' https://example.org/a'",
                "linkedinUrl,'https://www.linkedin.com/in/ada','www.linkedin.com/in/ada'",
                "linkedinUrl,'https://www.linkedin.com/in/ada','//www.linkedin.com/in/ada'",
                "instagramUrl,'@ada','@ada'",
                "bio,'one two','one  two'",
                "bio,'one\ttwo','one two'",
                "bio,'one \t\ntwo','one\ntwo'",
                "bio,'\ufeffone\u200b two\u2060','one two'",
                "headline,'Ana\u00adlyst','Analyst'",
                "firstName,'A\u200bda','Ada'",
                "website,'https://example.org:443/a','https://example.org/a'",
                "website,'http://example.org:80','http://example.org/'",
                "website,'example.org:443','https://example.org'",
                "website,'https://example.org:8443','example.org:8443'",
                "website,'https://example.org/%7Eada','https://example.org/~ada'",
                "website,'https://example.org/%7eada?q=%c3%a9','https://example.org/~ada?q=%C3%A9'",
                "website,'https://example.org/caf\u00e9','https://example.org/caf%C3%A9'",
                "website,'https://example.org/cafe\u0301','https://example.org/caf%C3%A9'",
                "website,'https://f\u00e4hre.example/a','https://xn--fhre-loa.example/a'",
                "website,'https://F\u00c4HRE.example','f\u00e4hre.example'",
                "custom.homepage,'https://example.org','example.org/'",
                "custom.pronouns,' she/her\n','she/her'",
            })
    void the_same(String name, String one, String other) {
        SyncedField field = SyncedField.named(name).orElseThrow();
        assertThat(SameText.same(field, one, other)).isTrue();
        assertThat(SameText.same(field, other, one)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "bio,'Writes notes','writes notes'",
                "bio,'one\n\ntwo','one\ntwo'",
                "bio,'one two','one\ntwo'",
                "bio,'one two','onetwo'",
                "bio,'one\n two','one\ntwo'",
                "bio,'\ud83d\udc69\u200d\ud83d\udcbb','\ud83d\udc69\ud83d\udcbb'",
                "bio,'a\u202eb','ab'",
                "bio,'https://example.org','example.org'",
                "headline,'Zoe','Zo\u00eb'",
                "headline,'Analyst',''",
                "firstName,'Ada','ada'",
                "firstName,'AdaKing','Ada King'",
                "website,'https://example.org','http://example.org'",
                "website,'https://example.org/a','https://example.org/a/'",
                "website,'https://example.org/a','https://example.org/A'",
                "website,'https://example.org/?a=1','https://example.org/?a=2'",
                "website,'https://example.org','https://example.com'",
                "website,'https://example.org','https://user@example.org'",
                "website,'https://example.org',''",
                "website,'https://example.org:8443','https://example.org'",
                "website,'http://example.org:443','http://example.org'",
                "website,'https://example.org/a%2Fb','https://example.org/a/b'",
                "website,'https://example.org/%3F','https://example.org/?'",
                "website,'https://example.org/%7','https://example.org/~'",
                "website,'https://exam\u017fple.org','https://examsple.org'",
                "website,'https://f\u00e4hre.example','https://fahre.example'",
                "bio,'https://example.org/%7Eada','https://example.org/~ada'",
                "instagramUrl,'@ada','@Ada'",
                "instagramUrl,'ada','https://ada'",
                "custom.homepage,'https://example.org/a','https://example.org/b'",
                "custom.pronouns,'they.them','They.them'",
                "custom.pronouns,'they.them','they.them/'",
            })
    void not_the_same(String name, String one, String other) {
        SyncedField field = SyncedField.named(name).orElseThrow();
        assertThat(SameText.same(field, one, other)).isFalse();
        assertThat(SameText.same(field, other, one)).isFalse();
    }

    @Test
    void no_value_is_the_same_as_blanks() {
        assertThat(SameText.same(SyncedField.BIO, Optional.empty(), Optional.of(" \n\u00a0")))
                .isTrue();
        assertThat(SameText.isBlank(" \u00a0\u2003\t\n")).isTrue();
        assertThat(SameText.isBlank("\u00a0.")).isFalse();
    }

    /** Nobody could tell it from none, so a merge that takes it for one would lose it. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00ad", "\u180e", "\u200b", "\u2060", "\u2064", "\ufeff", " \u2061\n", "\u2060\ufeff"})
    void what_nobody_sees_is_no_value(String text) {
        assertThat(SameText.isBlank(text)).isTrue();
        assertThat(FieldValues.none().with(SyncedField.BIO, text)).isEqualTo(FieldValues.none());
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "'A long headline','A long head',true",
                "'A long headline','A long head...',true",
                "'A long headline','A long head\u2026',true",
                "'one\r\ntwo\r\nthree','one\ntwo',true",
                "'A long headline','A long headline',false",
                "'A long headline','headline',false",
                "'A long headline','a long head',false",
                "'A long headline','',false",
                "'A long headline','...',false",
                "'A headline\u2026','A headline\u2026',false",
                "'A headline...','A headline...\u200b',false",
                "'A headline... and more','A headline...',true",
            })
    void the_beginning_of_a_text_is_what_was_left_of_it(String whole, String part, boolean cut) {
        assertThat(SameText.isCutFrom(whole, part)).isEqualTo(cut);
    }

    @ParameterizedTest
    @CsvSource({
        "https://site.example/long,https://site.exam,true",
        "https://site.example/long,site.exam,true",
        "site.example/long,HTTPS://site.exam,true",
        "https://site.example/long,site.example/long,false",
        "https://site.example/long,https://,false",
        "https://site.example/long,other.exam,false",
    })
    void the_beginning_of_a_link_is_what_was_left_of_it_with_or_without_a_scheme(
            String whole, String part, boolean cut) {
        assertThat(SameText.isLinkCutFrom(whole, part)).isEqualTo(cut);
    }
}
