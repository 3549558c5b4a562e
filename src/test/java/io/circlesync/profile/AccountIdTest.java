package io.circlesync.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ids that look alike are never two accounts. */
class AccountIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"user_01ADA", " user_01ADA", "user_01ADA\n", "\tuser_01ADA\u2003"})
    void blanks_around_an_id_are_none_of_it(String text) {
        assertThat(AccountId.of(text)).hasValue("user_01ADA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "user 01ADA",
                "user_01\tADA",
                "user_01ADA\u200b",
                "\ufeffuser_01ADA",
                "user_01\u00adADA",
                "user_01\u2060ADA",
                "user_01\u00a0ADA",
                "user_01ADA\u00a0",
                "user_01\u0000ADA",
                "user_01\ud800ADA",
                "user_01\u202eADA",
            })
    void what_could_be_taken_for_another_is_none(String text) {
        assertThat(AccountId.of(text)).isEmpty();
    }

    @Test
    void an_id_is_no_longer_than_is_kept() {
        assertThat(AccountId.of("x".repeat(200))).isPresent();
        assertThat(AccountId.of("x".repeat(201))).isEmpty();
    }
}
