package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.problem.HttpProblem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {

    @Test
    void no_header_and_a_star_accept_everything() {
        assertThat(IfMatch.read(List.of()).accepts("\"a\"")).isTrue();
        assertThat(IfMatch.read(List.of(" * ")).accepts("\"a\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\"",
                " \"a\" ",
                "\"b\", \"a\"",
                "\"b\",\"a\",\"c\"",
                "W/\"b\",\"a\"",
                ",\"a\",",
                "\"x,y\", \"a\""
            })
    void a_list_accepts_what_it_holds_and_nothing_else(String header) {
        assertThat(IfMatch.read(List.of(header)).accepts("\"a\"")).isTrue();
        assertThat(IfMatch.read(List.of(header)).accepts("\"z\"")).isFalse();
    }

    @Test
    void lines_are_one_list() {
        assertThat(IfMatch.read(List.of("\"b\"", "\"a\"")).accepts("\"a\"")).isTrue();
    }

    @Test
    void a_weak_tag_never_matches() {
        assertThat(IfMatch.read(List.of("W/\"a\"")).accepts("\"a\"")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a", "\"a", "a\"", "\"a\" \"b\"", "*, \"a\"", "w/\"a\"", "\"a\";x"})
    void anything_else_is_malformed(String header) {
        assertThatThrownBy(() -> IfMatch.read(List.of(header)))
                .isInstanceOf(HttpProblem.class)
                .hasMessageContaining("If-Match");
    }
}
