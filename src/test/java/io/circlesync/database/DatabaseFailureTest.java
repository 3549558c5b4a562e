package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of a failure depends on its SQLSTATE alone, however deep it lies. */
class DatabaseFailureTest {

    @ParameterizedTest
    @CsvSource({
        "08006, true, false, true",
        "08001, true, false, true",
        "25P03, true, false, true",
        "25006, true, false, true",
        "53100, true, false, true",
        "53200, true, false, true",
        "53300, true, false, true",
        "57P01, true, false, true",
        "57P03, true, false, true",
        "55P03, false, true, true",
        "40P01, false, false, true",
        "40001, false, false, true",
        "57014, false, false, true",
        "22001, false, false, false",
        "23505, false, false, false",
        "25001, false, false, false",
        ", false, false, false",
    })
    void is_told_by_its_state(String state, boolean away, boolean held, boolean passing) {
        Throwable failure = new IllegalStateException(new SQLException("told", state));

        assertThat(DatabaseFailure.isAway(failure)).isEqualTo(away);
        assertThat(DatabaseFailure.isHeld(failure)).isEqualTo(held);
        assertThat(DatabaseFailure.isPassing(failure)).isEqualTo(passing);
    }

    @ParameterizedTest
    @CsvSource({"25006, true", "53100, true", "53300, false", "08006, false"})
    void a_server_that_answers_may_take_no_writes(String state, boolean refusing) {
        assertThat(DatabaseFailure.isRefusingWrites(new SQLException("told", state)))
                .isEqualTo(refusing);
    }

    @Test
    void a_pool_that_gives_no_connection_in_time_is_away_too() {
        assertThat(DatabaseFailure.isAway(new SQLTransientConnectionException("timed out")))
                .isTrue();
        assertThat(DatabaseFailure.isAway(null)).isFalse();
    }
}
