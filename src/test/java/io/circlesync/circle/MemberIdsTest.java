package io.circlesync.circle;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.json.Json;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberIdsTest {

    @ParameterizedTest
    @CsvSource({
        "43391391, 43391391",
        "'\"43391391\"', 43391391",
        "'\" 43391391 \"', 43391391",
        "43391391.0, 43391391",
        "4.3391391e7, 43391391",
        "9007199254740991.0, 9007199254740991",
        // One of several numbers that are written so.
        "9007199254740993.0,",
        "1e30,",
        "43391391.5,",
        "0.0,",
        "-1.0,",
        "0,",
        "true,",
        "null,",
        "'\"43391391.0\"',",
        "92233720368547758070,",
    })
    void an_id_is_a_whole_number_however_it_is_written(String json, Long id) {
        assertThat(MemberIds.read(Json.parsed(json).orElseThrow())).isEqualTo(Optional.ofNullable(id));
    }
}
