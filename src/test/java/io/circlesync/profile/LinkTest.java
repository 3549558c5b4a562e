package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "HTTP://EXAMPLE.ORG/a:b",
                " https://example.org ",
                "example.org",
                "example.org:8080/x",
                "www.example.org/javascript:alert(1)",
                "linkedin.com/in/ada?x=a:b&y=c",
                "//example.org",
                "@ada",
                "Ada Lovelace",
                "my site: see below",
                ""
            })
    void an_address_of_the_web_and_a_text_without_a_scheme_are_harmless(String text) {
        assertThat(Link.isHarmless(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                " \t\njavascript:alert(1)",
                "java\tscript:alert(1)",
                "java\r\nscript\n:alert(1)",
                "\u0001javascript:alert(1)",
                "\u00A0javascript:alert(1)",
                "\uFEFF\u200Bjavascript:alert(1)",
                "java\u200Dscript:alert(1)",
                "javascript:1/alert(1)",
                "javascript://example.org/%0Aalert(1)",
                "data:text/html,<script>alert(1)</script>",
                "DATA:text/html;base64,PHNjcmlwdD4=",
                "vbscript:msgbox(1)",
                "blob:https://example.org/x",
                "view-source:https://example.org",
                "file:///etc/passwd",
                "ftp://example.org",
                "mailto:ada@example.org",
                "x.y:alert(1)",
                "http:javascript:alert(1)",
                "https:javascript",
                "https:///x",
                "https://",
                "\"><img src=x onerror=alert(1)>",
                "https://example.org/\" onmouseover=\"alert(1)",
                "https://example.org/<script>",
                "\\\\example.org\\x",
                "https://\u202Eexample.org/",
                "javascript&colon;alert(1)",
                "&#106;avascript&#58;alert(1)"
            })
    void anything_that_a_browser_would_run_or_hand_to_another_program_is_none(String text) {
        assertThat(Link.isHarmless(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, https://example.org",
        "a.b-c.example.org:80/x y, https://a.b-c.example.org:80/x y",
        "http://example.org, http://example.org",
        "//example.org, //example.org",
        "example, example",
        "ada@example.org, ada@example.org",
        "javascript:alert(1), javascript:alert(1)",
        ".example.org, .example.org"
    })
    void a_bare_host_gets_the_scheme_that_it_lacks(String typed, String link) {
        assertThat(Link.withScheme(typed)).isEqualTo(link);
    }
}
