package io.circlesync.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    private record Item(Optional<Long> id) {}

    @Test
    void what_was_written_is_read() {
        String json = Json.write(new Item(Optional.of(7L)));

        assertThat(Json.read(json, Item.class)).isEqualTo(new Item(Optional.of(7L)));
        assertThat(Json.read(json, new TypeReference<Map<String, Long>>() {})).containsEntry("id", 7L);
        assertThat(Json.read(json).path("id").longValue()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"id\":1} x", "x"})
    void what_is_no_json_is_a_fault_where_it_is_ours_and_nothing_where_others_sent_it(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> Json.read(text, Item.class)).isInstanceOf(UncheckedIOException.class);
        assertThat(Json.parsed(text)).isEmpty();
        assertThat(Json.parsed(text.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void nothing_is_a_node_that_is_missing() {
        assertThat(Json.parsed("")).get().matches(JsonNode::isMissingNode);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "[]", "null", "1", "{"})
    void only_an_object_is_one(String text) {
        assertThat(Json.object(text)).isEmpty();
    }

    @Test
    void an_object_is_given_back() {
        assertThat(Json.object("{\"id\":1}"))
                .get()
                .extracting(node -> node.path("id").intValue())
                .isEqualTo(1);
    }
}
