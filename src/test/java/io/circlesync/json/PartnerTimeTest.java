package io.circlesync.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartnerTimeTest {

    @ParameterizedTest
    @CsvSource({
        "'\"2026-11-20T10:00:00Z\"', 2026-11-20T10:00:00Z",
        "'\"2026-11-20T10:00:00.123Z\"', 2026-11-20T10:00:00.123Z",
        "'\" 2026-11-20t10:00:00z \"', 2026-11-20T10:00:00Z",
        "'\"2026-11-20T10:00Z\"', 2026-11-20T10:00:00Z",
        "'\"2026-11-20T15:30:00+05:30\"', 2026-11-20T10:00:00Z",
        "'\"2026-11-20T10:00:00.123456+0000\"', 2026-11-20T10:00:00.123456Z",
        "'\"2026-11-20T08:00:00-02\"', 2026-11-20T10:00:00Z",
        "'\"2026-11-20T10:00:00\"', 2026-11-20T10:00:00Z",
        "'\"2026-11-20T10:00:00.123456789\"', 2026-11-20T10:00:00.123456Z",
        "'\"9999-12-31T23:59:59.9999999Z\"', 9999-12-31T23:59:59.999999Z",
        "'\"0001-01-01T00:00:00Z\"', 0001-01-01T00:00:00Z",
        "'\"2026-11-20 10:00:00 UTC\"', 2026-11-20T10:00:00Z",
        "'\"2026-11-20 10:00:00.5 utc\"', 2026-11-20T10:00:00.500Z",
        "'\"2026-11-20 10:00:00 GMT\"', 2026-11-20T10:00:00Z",
        "'\"2026-11-20 12:00:00 +0200\"', 2026-11-20T10:00:00Z",
        "'\"2026-11-20 10:00:00\"', 2026-11-20T10:00:00Z",
        "1795168800, 2026-11-20T10:00:00Z",
        "1795168800.25, 2026-11-20T10:00:00.250Z",
        "1795168800123, 2026-11-20T10:00:00.123Z",
        "1.7951688E9, 2026-11-20T10:00:00Z",
        "'\"1795168800\"', 2026-11-20T10:00:00Z",
        "'\"1795168800123\"', 2026-11-20T10:00:00.123Z",
        "'\"1795168800.5\"', 2026-11-20T10:00:00.500Z"
    })
    void a_time_is_read_in_each_of_its_forms(String json, Instant time) {
        assertThat(PartnerTime.read(node(json))).hasValue(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"  \""})
    void what_is_not_given_is_unknown(String json) {
        assertThat(PartnerTime.read(node(json))).isEmpty();
    }

    @Test
    void what_is_missing_is_unknown() {
        assertThat(PartnerTime.read(MissingNode.getInstance())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"yesterday\"",
                "\"2026-13-01T00:00:00Z\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"2026-11-20\"",
                "\"20/11/2026 10:00\"",
                "\"2026-11-20T10:00:00 CET\"",
                "\"2026-11-20T10:00:00Z and more\"",
                "\"-1795168800\"",
                "\"9999-12-31T23:59:59-01:00\"",
                "\"+10000-01-01T00:00:00Z\"",
                "\"+999999999-12-31T23:59:59Z\"",
                "\"0001-01-01T00:00:00+00:01\"",
                "\"0000-01-01T00:00:00Z\"",
                "\"-9999-01-01T00:00:00Z\"",
                "0",
                "5",
                "\"5\"",
                "1e999999999",
                "-1e999999999",
                "-1795168800",
                "1795168800123456",
                "1e300",
                "\"99999999999999999999\"",
                "true",
                "[]",
                "{}",
                "[\"2026-11-20T10:00:00Z\"]"
            })
    void what_is_given_and_no_time_is_something_else(String json) {
        assertThatThrownBy(() -> PartnerTime.read(node(json))).isInstanceOf(DateTimeException.class);
    }

    private static JsonNode node(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
