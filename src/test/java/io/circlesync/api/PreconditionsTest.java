package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.circlesync.problem.HttpProblem;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {

    private static final String A = "\"a\"";
    private static final String Z = "\"z\"";

    @Test
    void no_header_and_a_star_accept_everything() {
        assertThat(read("If-Match").acceptChangeOf(A)).isTrue();
        assertThat(read("If-Match", " * ").acceptChangeOf(A)).isTrue();
        assertThat(read("If-None-Match").acceptChangeOf(A)).isTrue();
        assertThat(read("If-None-Match").knows(A)).isFalse();
        assertThat(read("If-None-Match", "*").acceptChangeOf(A)).isFalse();
        assertThat(read("If-None-Match", "\t* ").knows(A)).isTrue();
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
                ", ,\t,\"a\"",
                "\"x,y\", \"a\"",
                "\"\",\"a\"",
                "\"\u00e9\",\"a\""
            })
    void a_list_names_what_it_holds_and_nothing_else(String header) {
        assertThat(read("If-Match", header).acceptChangeOf(A)).isTrue();
        assertThat(read("If-Match", header).acceptChangeOf(Z)).isFalse();
        assertThat(read("If-None-Match", header).knows(A)).isTrue();
        assertThat(read("If-None-Match", header).acceptChangeOf(A)).isFalse();
        assertThat(read("If-None-Match", header).knows(Z)).isFalse();
        assertThat(read("If-None-Match", header).acceptChangeOf(Z)).isTrue();
    }

    @Test
    void lines_are_one_list() {
        assertThat(read("If-Match", "\"b\"", "\"a\"").acceptChangeOf(A)).isTrue();
    }

    @Test
    void a_weak_tag_is_good_enough_to_know_a_version_and_not_to_change_it() {
        assertThat(read("If-Match", "W/\"a\"").acceptChangeOf(A)).isFalse();
        assertThat(read("If-None-Match", "W/\"a\"").knows(A)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "a",
                "\"",
                "\"a",
                "a\"",
                "\"a\" \"b\"",
                "\"a\"\"b\"",
                "*, \"a\"",
                "w/\"a\"",
                "W/",
                "W/ \"a\"",
                "\"a\";x",
                "\"a b\"",
                "\"a\tb\""
            })
    void anything_else_is_malformed(String header) {
        for (String name : List.of("If-Match", "If-None-Match")) {
            assertThatThrownBy(() -> read(name, header))
                    .isInstanceOf(HttpProblem.class)
                    .hasMessageContaining(name);
        }
    }

    static Stream<String> whatever_comes_is_read_in_linear_time() {
        int length = 1_000_000;
        return Stream.of(
                "a" + " ".repeat(length) + "b",
                " ".repeat(length) + "b",
                "\"a\"" + " ".repeat(length) + "b",
                "\"a\"" + "\t,".repeat(length) + "b",
                "\"" + "a".repeat(length),
                "\"a\",".repeat(length) + "b",
                "W/".repeat(length),
                ",".repeat(length));
    }

    @ParameterizedTest
    @MethodSource
    void whatever_comes_is_read_in_linear_time(String header) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThatThrownBy(() -> read("If-Match", header)).isInstanceOf(HttpProblem.class));
    }

    private static Preconditions read(String name, String... lines) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String line : lines) {
            headers.add(name, line);
        }
        return Preconditions.read(headers);
    }
}
