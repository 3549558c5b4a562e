package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.LookAlikes;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses are one, which only look alike, and which nobody can tell from another. */
class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "ADA@Example.ORG, ada@example.org",
        "'\tAda@example.org ', ada@example.org",
        "jose<0301>@example.org, jos<00E9>@example.org",
        "JOS<00E9>@example.org, jos<00E9>@example.org",
        "ada@fa<00DF>.example, ada@xn--fa-hia.example",
        "ada@FA<00DF>.Example, ada@XN--FA-HIA.EXAMPLE",
        "ada@b<00FC>cher.example, ada@bu<0308>cher.example",
        "ada@B<00DC>CHER.example, ada@xn--bcher-kva.example",
        "ada@<4F8B><3048>.example, ada@xn--r8jz45g.example",
        "ada@<03B1><03C2>.example, ada@xn--mxa8a.example",
        "x<00E9>@fa<00DF>.example, xe<0301>@xn--fa-hia.example",
    })
    void one_address_in_two_spellings(String one, String other) {
        EmailAddress first = of(one);
        EmailAddress second = of(other);

        assertThat(first.key()).isEqualTo(second.key());
        assertThat(first.isSameAs(second.text())).isTrue();
        assertThat(first.fault()).isEmpty();
        assertThat(second.fault()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // Dotless i, capital I with a dot, long s, Kelvin sign.
        "victim@ma<0131>l.example, victim@mail.example",
        "v<0131>ctim@mail.example, victim@mail.example",
        "V<0130>CTIM@mail.example, victim@mail.example",
        "<017F>am@example.org, sam@example.org",
        "mi<212A>e@example.org, mike@example.org",
        "MI<212A>E@example.org, MIKE@example.org",
        "ada@ma<212A>e.example, ada@make.example",
        "ada@<017F>am.example, ada@sam.example",
        // Sharp s, sigmas, capitals beyond ASCII.
        "ada@fa<00DF>.example, ada@fass.example",
        "stra<00DF>e@example.org, strasse@example.org",
        "ada@<03B1><03C2>.example, ada@<03B1><03C3>.example",
        "JOS<00C9>@example.org, jos<00E9>@example.org",
        // Full width, ligatures, Cyrillic, other full stops.
        "<FF41>da@example.org, ada@example.org",
        "ada@<FF45>xample.org, ada@example.org",
        "ada@example<3002>org, ada@example.org",
        "<FB01>na@example.org, fina@example.org",
        "<0430>da@example.org, ada@example.org",
        // A plus and full stops are the mail server's to read.
        "ada+news@example.org, ada@example.org",
        "a.da@example.org, ada@example.org",
    })
    void two_addresses_that_look_alike(String one, String other) {
        assertThat(of(one).key()).isNotEqualTo(of(other).key());
        assertThat(of(one).isSameAs(of(other).text())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "a<200B>da@example.org, U+200B (ZERO WIDTH SPACE)",
        "a<0000>da@example.org, U+FFFD (REPLACEMENT CHARACTER)",
        "ada@exam<D800>ple.org, U+FFFD (REPLACEMENT CHARACTER)",
        "a<DC00>da@example.org, U+FFFD (REPLACEMENT CHARACTER)",
        "ada@exa<200D>mple.org, U+200D (ZERO WIDTH JOINER)",
        "ada@exam<00AD>ple.org, U+00AD (SOFT HYPHEN)",
        "<FEFF>ada@example.org, U+FEFF (ZERO WIDTH NO-BREAK SPACE)",
        "ada@example.org<FEFF>, U+FEFF (ZERO WIDTH NO-BREAK SPACE)",
        "a<2060>da@example.org, U+2060 (WORD JOINER)",
        "a<202E>da@example.org, U+202E (RIGHT-TO-LEFT OVERRIDE)",
        "ada<2069>@example.org, U+2069 (POP DIRECTIONAL ISOLATE)",
        "ada<034F>@example.org, U+034F (COMBINING GRAPHEME JOINER)",
        "ada<FE0F>@example.org, U+FE0F (VARIATION SELECTOR-16)",
        "ada<3164>@example.org, U+3164 (HANGUL FILLER)",
        "ada<2800>@example.org, U+2800 (BRAILLE PATTERN BLANK)",
        "ada<00A0>@example.org, U+00A0 (NO-BREAK SPACE)",
        "ada<E0041>@example.org, U+E0041 (TAG LATIN CAPITAL LETTER A)",
        "ada<0007>@example.org, U+0007 (BEL)",
    })
    void what_cannot_be_seen_is_named(String address, String fault) {
        assertThat(of(address).fault()).contains(fault);
        assertThat(of(address).key()).isNotEqualTo("ada@example.org");
    }

    @Test
    void one_that_is_longer_than_any_is_no_address_of_anybody() {
        String longest = "a".repeat(EmailAddress.MAX_LENGTH - "@example.org".length()) + "@example.org";
        assertThat(of(longest).fault()).isEmpty();
        assertThat(of("a" + longest).fault()).contains("more than 600 characters");
    }

    @ParameterizedTest
    @CsvSource({"ada@<017F>am.example", "ada@-<00FC>.example", "ada@xn--<00FC>.example", "ada@<FF45>xample.org"})
    void a_domain_that_there_cannot_be_is_a_fault(String address) {
        assertThat(of(address).fault()).contains("a domain that no name server can have (IDNA2008)");
    }

    @ParameterizedTest
    @CsvSource({
        "jos<00E9>@FA<00DF>.example, jos<00E9>@xn--fa-hia.example",
        "mi<212A>e@b<00FC>cher.example, mi<212A>e@xn--bcher-kva.example",
        "Ada@example.org, ada@example.org",
    })
    void a_mail_server_gets_the_domain_in_ascii(String address, String deliverable) {
        assertThat(of(address).withAsciiDomain()).isEqualTo(LookAlikes.text(deliverable));
    }

    @Test
    void what_is_shown_keeps_its_spelling() {
        assertThat(of(" Jose<0301>.O@B<00DC>cher.Example ").text()).isEqualTo("jose\u0301.o@b\u00dccher.example");
    }

    @Test
    void the_language_of_the_machine_makes_no_difference() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(of("INFO@MAIL.EXAMPLE").key()).isEqualTo("info@mail.example");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"nobody", "''", "@", "a@", "@example.org", "a@b@c", "<00FC>", "<00FC>@"})
    void any_text_can_be_compared(String text) {
        assertThat(of(text).key()).isEqualTo(of(of(text).key()).key());
    }

    private static EmailAddress of(String written) {
        return EmailAddress.of(LookAlikes.text(written));
    }
}
