package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person cannot tell apart is the same; what they can is not. */
class SameTextTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "BIO,' Writes notes\t','Writes notes'",
                "BIO,'one\r\ntwo\rthree\n','one\ntwo\nthree'",
                "BIO,'one\u2028two','one\ntwo'",
                "HEADLINE,'Zoe\u0308','Zo\u00eb'",
                "HEADLINE,'10\u00a0km\u202f/\u2003h','10 km / h'",
                "HEADLINE,'\u00a0Analyst\u00a0','Analyst'",
                "LOCATION,'\u00a0',''",
                "FIRST_NAME,'Ada\u00a0 King','Ada King'",
                "LAST_NAME,'Love\u0301lace ','Lov\u00e9lace'",
                "WEBSITE,'https://example.org','https://example.org/'",
                "WEBSITE,'https://example.org?a=1','https://example.org/?a=1'",
                "WEBSITE,'https://example.org#top','https://example.org/#top'",
                "WEBSITE,'https://example.org','example.org'",
                "WEBSITE,'http://example.org','example.org/'",
                "WEBSITE,'HTTPS://Example.ORG/a',' https://example.org/a'",
                "LINKEDIN_URL,'https://www.linkedin.com/in/ada','www.linkedin.com/in/ada'",
                "LINKEDIN_URL,'https://www.linkedin.com/in/ada','//www.linkedin.com/in/ada'",
                "INSTAGRAM_URL,'@ada','@ada'",
            })
    void the_same(SyncedField field, String one, String other) {
        assertThat(SameText.same(field, one, other)).isTrue();
        assertThat(SameText.same(field, other, one)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "BIO,'Writes notes','writes notes'",
                "BIO,'one\n\ntwo','one\ntwo'",
                "BIO,'one two','one  two'",
                "BIO,'https://example.org','example.org'",
                "HEADLINE,'Zoe','Zo\u00eb'",
                "HEADLINE,'Analyst',''",
                "FIRST_NAME,'Ada','ada'",
                "FIRST_NAME,'AdaKing','Ada King'",
                "WEBSITE,'https://example.org','http://example.org'",
                "WEBSITE,'https://example.org/a','https://example.org/a/'",
                "WEBSITE,'https://example.org/a','https://example.org/A'",
                "WEBSITE,'https://example.org/?a=1','https://example.org/?a=2'",
                "WEBSITE,'https://example.org','https://example.com'",
                "WEBSITE,'https://example.org','https://user@example.org'",
                "WEBSITE,'https://example.org',''",
                "INSTAGRAM_URL,'@ada','@Ada'",
                "INSTAGRAM_URL,'ada','https://ada'",
            })
    void not_the_same(SyncedField field, String one, String other) {
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
