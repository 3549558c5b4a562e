package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.ServiceTestBase;
import io.circlesync.json.Json;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A page is held as a whole while it is written, so what it may come to is not left to who has written its texts. */
class LongTextsTest extends ServiceTestBase {

    private static final int ROWS = 12;
    private static final String LONG = "x".repeat(300_000);

    @BeforeAll
    static void start() {
        startWith(Map.of("sync.push", "false"));
    }

    @Test
    void a_page_of_events_ends_before_it_is_too_large() {
        for (int i = 0; i < ROWS; i++) {
            rows().event("long.text", "body", "{\"note\":\"" + LONG + "\"}", "disposition", "ignored");
        }
        assertParted("/api/events?type=long.text&limit=200");
        assertParted("/api/events?type=long.text&limit=8");
    }

    @Test
    void a_page_of_a_timeline_ends_before_it_is_too_large() {
        UUID profile = rows().profile("timeline.of.long.texts@example.org");
        for (int i = 0; i < ROWS; i++) {
            rows().change(profile, "bio", "old_value", LONG, "new_value", LONG.substring(1));
        }
        assertParted("/api/profiles/" + profile + "/timeline?limit=200");
    }

    @Test
    void a_page_of_conflicts_ends_before_it_is_too_large() {
        UUID profile = rows().profile("conflicts.of.long.texts@example.org");
        for (int i = 0; i < ROWS; i++) {
            rows().conflict(profile, 7_391_900_001L, "bio", "local_value", LONG + i);
        }
        assertParted("/api/conflicts?profileId=" + profile + "&limit=200");
    }

    @Test
    void a_page_of_profiles_ends_before_it_is_too_large() {
        Instant before = Instant.now();
        for (int i = 0; i < ROWS; i++) {
            rows().profile("long.text." + i + "@example.org", "bio", LONG);
        }
        assertParted("/api/profiles?updatedSince=" + before + "&limit=200");
    }

    @Test
    void a_page_of_findings_ends_before_it_is_too_large_and_so_does_a_table() {
        long run = rows().run();
        for (int i = 0; i < ROWS; i++) {
            rows().finding(
                            run,
                            "different",
                            7_391_900_100L + i,
                            "fields",
                            "[{\"field\":\"bio\",\"localValue\":\"" + LONG + "\"}]");
        }
        String findings = "/api/reconciliations/" + run + "/findings";
        assertParted(findings + "?limit=200");
        HttpResponse<String> table = service.get(findings, "Accept", "text/csv");
        assertThat(table.body().length()).isLessThan(ROWS * LONG.length());
        assertThat(table.headers().firstValue("Link"))
                .hasValueSatisfying(link -> assertThat(link).contains("rel=\"next\""));
    }

    /** All rows come, each once, on more than one page. */
    private static void assertParted(String path) {
        List<String> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        int pages = 0;
        do {
            JsonNode page = Json.read(
                    service.get(path + cursor.map(next -> "&cursor=" + next).orElse(""))
                            .body(),
                    JsonNode.class);
            assertThat(page.get("items")).isNotEmpty();
            page.get("items")
                    .forEach(item -> items.add(
                            item.path("id").asText() + item.path("email").asText()));
            assertThat(page.toString().length()).isLessThan(ROWS * LONG.length());
            cursor = Optional.ofNullable(page.get("nextCursor").textValue());
            pages++;
        } while (cursor.isPresent());
        assertThat(items).hasSize(ROWS).doesNotHaveDuplicates();
        assertThat(pages).isBetween(2, 3);
    }
}
