package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.fixture.Tables;
import io.circlesync.json.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every list: its pages, and empty tables. */
abstract class ListTestBase extends ServiceTestBase {

    final String path;
    ApiRows rows;

    ListTestBase(String path) {
        this.path = path;
    }

    /** Adds an item that is about the profile of member 7. */
    abstract void insert(UUID profile, int number);

    @BeforeAll
    static void start() {
        startWith(Map.of());
    }

    @BeforeEach
    void empty() {
        Tables.empty(service.jdbc(), "profile, event, member_sync, conflict, gap, outbox");
        rows = new ApiRows(service.jdbc());
    }

    @Test
    void an_empty_list_has_no_items_and_no_next_page() {
        assertThat(service.get(path).body()).isEqualTo("{\"items\":[],\"nextCursor\":null}");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 6})
    void pages_join_to_the_whole_list_although_rows_arrive_in_between(int limit) throws Exception {
        UUID profile = rows.profile("ada@example.org", 7);
        for (int i = 1; i <= 5; i++) {
            insert(profile, i);
        }
        List<Long> seen = new ArrayList<>();
        int pages = 0;
        String cursor = "";
        do {
            JsonNode page = get(path + "?limit=" + limit + cursor);
            page.get("items").forEach(item -> seen.add(item.get("id").longValue()));
            cursor = page.get("nextCursor").isNull()
                    ? null
                    : "&cursor=" + page.get("nextCursor").textValue();
            insert(profile, 100 + pages++);
        } while (cursor != null);
        assertThat(seen).containsExactly(5L, 4L, 3L, 2L, 1L);
        assertThat(pages).isEqualTo((5 + limit - 1) / limit);
    }

    /** Asserts a 400 that says what was expected. */
    static void assertRefused(String question, String detail) throws Exception {
        HttpResponse<String> answer = service.get(question);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(Json.mapper().readTree(answer.body()).get("detail").textValue())
                .isEqualTo(detail);
    }

    static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = service.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    static List<Long> ids(String path) throws Exception {
        List<Long> ids = new ArrayList<>();
        get(path).get("items").forEach(item -> ids.add(item.get("id").longValue()));
        return ids;
    }

    static List<String> texts(String path, String field) throws Exception {
        List<String> texts = new ArrayList<>();
        get(path).get("items").forEach(item -> texts.add(item.get(field).textValue()));
        return texts;
    }
}
