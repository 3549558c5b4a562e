package io.circlesync.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.Tables;
import io.circlesync.json.Json;
import io.circlesync.profile.SyncedField;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app reads that keeps a copy of the profiles. */
class ProfileListRouteTest {

    private static final String EVER = "2000-01-01T00:00:00Z";
    private static final StubCircle CIRCLE = new StubCircle();
    private static RunningService service;
    private ApiRows rows;

    @BeforeAll
    static void start() throws Exception {
        service = RunningService.start(RunningService.with(CIRCLE));
        service.camel().getRouteController().stopRoute("member-claim-poll");
        service.camel().getRouteController().stopRoute("member-claim");
    }

    @AfterAll
    static void stop() {
        service.close();
        CIRCLE.close();
    }

    @BeforeEach
    void empty() {
        Tables.empty(service.jdbc(), "profile, event, member_sync, conflict, gap, outbox");
        rows = new ApiRows(service.jdbc());
    }

    @Test
    void an_item_is_the_profile_as_it_is_shown_alone() throws Exception {
        UUID ada = rows.profile("ada@example.org", 7);
        assertThat(service.get("/api/profiles?updatedSince=" + EVER).body())
                .isEqualTo("{\"items\":[" + service.get("/api/profiles/" + ada).body() + "],\"nextCursor\":null}");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-22T14:55:35.714Z, 1",
        "2026-01-22T14:55:35.715Z, 0",
        "2026-01-22T14:55:35.713999Z, 1",
        "2026-01-22T16:55:35.714+02:00, 1",
        "2026-01-22T16:55:35.715%2B02:00, 0",
        "2026-01-22T16:55:36.000+02:00, 0",
        "2026-01-22T13:55:35.714-01:00, 1",
        "0001-01-01T00:00:00Z, 1",
        "9999-12-31T00:00:00Z, 0"
    })
    void what_changed_at_a_time_or_later_is_shown(String since, int count) throws Exception {
        changedAt(rows.profile("ada@example.org", 7), ApiRows.NOW);
        assertThat(get("/api/profiles?updatedSince=" + since).get("items")).hasSize(count);
    }

    @Test
    void pages_join_to_all_that_changed_although_times_are_equal_and_profiles_change_in_between() throws Exception {
        List<UUID> profiles = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            profiles.add(rows.profile("p" + i + "@example.org", 100 + i));
            changedAt(profiles.get(i), i < 5 ? ApiRows.NOW : ApiRows.NOW.plusNanos(1_000));
        }
        changedAt(rows.profile("old@example.org", 99), ApiRows.NOW.minusSeconds(1));

        List<UUID> seen = new ArrayList<>();
        String question = "/api/profiles?limit=2&updatedSince=" + ApiRows.NOW;
        JsonNode page = get(question);
        UUID first = UUID.fromString(page.get("items").get(0).get("id").textValue());
        edit(first);
        for (; ; page = get(question + "&cursor=" + page.get("nextCursor").textValue())) {
            page.get("items")
                    .forEach(item -> seen.add(UUID.fromString(item.get("id").textValue())));
            if (page.get("nextCursor").isNull()) {
                break;
            }
        }

        assertThat(seen).hasSize(8).containsAll(profiles).startsWith(first).endsWith(first);
    }

    static Stream<String> changes() {
        return Stream.concat(
                SyncedField.table().stream().map(field -> field.column() + " = 'x'"),
                Stream.of(
                        "custom = '{\"pronouns\": \"she/her\"}'",
                        "email = 'new@example.org'",
                        "workos_user_id = 'user_1'",
                        "circle_member_id = 8",
                        "things_i_can_offer = ARRAY['x']",
                        "resume_link = 'x'",
                        "referral_code = 'x'",
                        "is_stub = true",
                        "updated_at = now()",
                        "circle_updated_at = now()"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatever_is_shown_counts_as_a_change(String change) throws Exception {
        UUID ada = rows.profile("ada@example.org", 7);
        changedAt(ada, ApiRows.NOW);
        Instant before = Instant.now().minusSeconds(60);
        service.jdbc().update("UPDATE profile SET " + change);
        assertThat(get("/api/profiles?updatedSince=" + before).get("items")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base = '{}'", "left_at = now()", "circle_email = 'x'", "first_name = first_name"})
    void what_is_not_shown_is_no_change(String change) throws Exception {
        UUID ada = rows.profile("ada@example.org", 7);
        changedAt(ada, ApiRows.NOW);
        service.jdbc().update("UPDATE profile SET " + change);
        assertThat(get("/api/profiles?updatedSince=" + ApiRows.NOW.plusSeconds(1))
                        .get("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    updatedSince= | updatedSince is malformed; expected a time such as 2026-01-22T14:54:18Z.
                    updatedSince=yesterday | updatedSince is malformed; expected a time such as 2026-01-22T14:54:18Z.
                    updatedSince=2026-01-22 | updatedSince is malformed; expected a time such as 2026-01-22T14:54:18Z.
                    updatedSince=2026-01-22T14:54:18 | updatedSince is malformed; expected a time such as 2026-01-22T14:54:18Z.
                    updatedSince=%2B999999999-01-01T00:00:00Z | updatedSince is malformed; expected a time such as 2026-01-22T14:54:18Z.
                    updatedSince=2026-01-22T14:54:18Z&cursor=YmVmb3JlOjI | cursor is malformed; expected the nextCursor of an earlier answer.
                    updatedSince=2026-01-22T14:54:18Z&cursor=x | cursor is malformed; expected the nextCursor of an earlier answer.
                    updatedSince=2026-01-22T14:54:18Z&limit=0 | limit is malformed; expected a whole number from 1 to 200.
                    updatedSince=2026-01-22T14:54:18Z&email=a@example.org | There is no parameter 'email'; expected cursor, limit, updatedSince.
                    """)
    void a_malformed_question_is_400_and_says_what_was_expected(String query, String detail) throws Exception {
        HttpResponse<String> answer = service.get("/api/profiles?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.mapper().readTree(answer.body()).get("detail").textValue())
                .isEqualTo(detail);
    }

    private static void changedAt(UUID profile, Instant time) {
        service.jdbc().update("UPDATE profile SET changed_at = ? WHERE id = ?", ApiRows.at(time), profile);
    }

    private static void edit(UUID profile) {
        HttpResponse<String> answer =
                RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + profile))
                        .header("Authorization", "Bearer api-token")
                        .method("PATCH", BodyPublishers.ofString("{\"headline\":\"New\"}")));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = service.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }
}
