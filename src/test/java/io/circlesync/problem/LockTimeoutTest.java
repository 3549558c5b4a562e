package io.circlesync.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockTimeoutTest {

    @ParameterizedTest
    @CsvSource({"55P03, true", "40P01, false", "57014, false", "23505, false", ", false"})
    void only_a_row_that_is_held_for_too_long_is_one(String state, boolean met) {
        assertThat(LockTimeout.isMet(new IllegalStateException(new SQLException("told", state))))
                .isEqualTo(met);
    }
}
