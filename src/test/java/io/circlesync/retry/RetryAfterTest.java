package io.circlesync.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T18:25:12Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0                             | 0
            17                            | 17
            ' 17 '                        | 17
            999999999                     | 3600
            Thu, 26 Nov 2026 18:26:42 GMT | 90
            Fri, 27 Nov 2026 18:26:42 GMT | 3600
            """)
    void seconds_and_dates_are_read_and_bounded(String header, long seconds) {
        assertThat(RetryAfter.read(header, CLOCK)).hasValue(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "-1", "1.5", "9999999999", "Thu, 26 Nov 2026 18:25:11 GMT", "2026-11-26T18:26:42Z"})
    void whatever_else_is_no_wish(String header) {
        assertThat(RetryAfter.read(header, CLOCK)).isEmpty();
    }

    @Test
    void nothing_is_no_wish() {
        assertThat(RetryAfter.read(null, CLOCK)).isEmpty();
    }
}
