package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    private final Secret secret = new Secret("s3cr3t-välue");

    @Test
    void it_is_known_by_whoever_shows_it() {
        assertThat(secret.matches("s3cr3t-välue")).isTrue();
        assertThat(secret.matchesAny(List.of("x", "s3cr3t-välue", "y"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "s3cr3t-välu", "s3cr3t-väluee", "S3CR3T-VÄLUE", "s3cr3t-va\u0308lue"})
    void nothing_else_will_do(String shown) {
        assertThat(secret.matches(shown)).isFalse();
        assertThat(secret.matchesAny(List.of())).isFalse();
    }

    @Test
    void it_is_not_told() {
        assertThat(secret).hasToString("Secret[hidden]");
    }
}
