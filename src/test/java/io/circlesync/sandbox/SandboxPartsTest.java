package io.circlesync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import io.circlesync.json.Json;
import io.circlesync.sandbox.slack.SlackSink;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Each partner leaves the sandbox on its own. */
class SandboxPartsTest {

    private static final Map<String, String> MAIL = Map.of(
            "mail.host", "mail.example.org",
            "mail.from", "hello@community.example",
            "links.signup-url", "https://app.example/sign-up",
            "links.profile-url", "https://app.example/profile");

    @Test
    void nothing_stands_in_when_every_partner_is_configured() {
        try (StubCircle circle = new StubCircle()) {
            Map<String, String> settings = RunningService.with(circle);
            settings.put("slack.webhook-url", circle.url() + "/slack");
            settings.putAll(MAIL);

            try (RunningService service = RunningService.start(settings)) {
                assertThat(service.camel().getRoutes())
                        .extracting(Route::getGroup)
                        .doesNotContain("sandbox");
                assertThat(service.get("/sandbox").statusCode()).isEqualTo(404);
                assertThat(service.get("/sandbox/api/state").statusCode()).isEqualTo(404);
                assertThat(service.get("/sandbox/scripts/page.js").statusCode()).isEqualTo(404);
                assertThat(service.get("/").statusCode()).isEqualTo(404);
                assertThat(service.get("/docs").statusCode()).isEqualTo(404);
                assertThat(service.get("/docs/swagger-ui.css").statusCode()).isEqualTo(404);
                assertThat(service.jdbc()
                                .queryForObject(
                                        "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'sandbox'",
                                        Integer.class))
                        .isZero();
                assertThat(service.placeholder("mail.host")).isEqualTo("mail.example.org");
            }
        }
    }

    @Test
    void with_a_real_circle_the_page_shows_what_is_left_to_who_has_the_token() throws Exception {
        try (StubCircle circle = new StubCircle();
                RunningService service = RunningService.start(RunningService.with(circle))) {
            assertThat(service.placeholder("circle.api-url")).isEqualTo(circle.apiUrl());

            String state = service.get("/sandbox/api/state").body();
            assertThat(state).contains("\"members\":null", "\"webhooks\":null", "\"slack\":[]", "\"mails\":[]");
            assertThat(service.post("/sandbox/api/members", "{}").statusCode()).isEqualTo(404);
            assertThat(service.get("/sandbox/circle/api/admin/v2/community_members")
                            .statusCode())
                    .isEqualTo(404);
            for (String path : new String[] {"/sandbox/api/state", "/sandbox/api/mails/1"}) {
                assertThat(RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + path)))
                                .statusCode())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void the_community_is_the_configured_one_under_the_configured_keys() {
        try (RunningService service =
                RunningService.start(Map.of("circle.community-id", "4711", "circle.fields.bio", "about_me"))) {
            String ada = service.getFromCircle("/community_members/43391401").body();

            assertThat(ada).contains("\"community_id\":4711", "\"about_me\":\"Writes notes");
        }
    }

    @Test
    void members_outlive_a_restart() {
        Map<String, String> settings = new HashMap<>(Map.of("database.url", TestDatabases.migrated()));
        try (RunningService service = RunningService.start(settings)) {
            HttpRequest.Builder edit = HttpRequest.newBuilder(
                            URI.create(service.url() + "/sandbox/api/members/43391401"))
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("{\"name\":\"Ada King\"}"));
            assertThat(RunningService.send(edit).statusCode()).isEqualTo(200);
        }
        try (RunningService service = RunningService.start(settings)) {
            assertThat(service.get("/sandbox/api/state").body()).contains("Ada King");
        }
    }

    @Test
    void what_the_stand_ins_were_sent_outlives_a_restart() {
        Map<String, String> settings = new HashMap<>(Map.of("database.url", TestDatabases.migrated()));
        String before;
        try (RunningService service = RunningService.start(settings)) {
            HttpRequest.Builder join = HttpRequest.newBuilder(
                            URI.create(service.url() + "/sandbox/api/members/43391421/join"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(""));
            assertThat(RunningService.send(join).statusCode()).isEqualTo(200);
            service.post("/sandbox/slack", "{\"text\":\"NUL \\u0000 and half a pair \\ud83d\"}");
            before = await().atMost(Duration.ofMinutes(1))
                    .until(
                            () -> service.get("/sandbox/api/state").body(),
                            state -> Stream.of("webhooks", "slack", "mails")
                                            .allMatch(kind -> !part(state, kind).isEmpty())
                                    && part(state, "slack").size() == 2);
        }
        try (RunningService service = RunningService.start(settings)) {
            String after = service.get("/sandbox/api/state").body();
            for (String kind : List.of("webhooks", "slack", "mails")) {
                assertThat(part(after, kind).findValuesAsText("id"))
                        .as(kind)
                        .containsExactlyElementsOf(part(before, kind).findValuesAsText("id"));
            }
            String mail = part(after, "mails").path(0).path("id").asText();
            assertThat(service.get("/sandbox/api/mails/" + mail).body()).contains("Grace", "<a ");
            service.post("/sandbox/slack", "{\"text\":\"After the restart\"}");
            assertThat(part(service.get("/sandbox/api/state").body(), "slack")
                            .path(0)
                            .path("text")
                            .asText())
                    .isEqualTo("After the restart");
        }
    }

    @Test
    void only_the_latest_are_kept() {
        String database = TestDatabases.migrated();
        try (RunningService service = RunningService.start(Map.of("database.url", database))) {
            for (int number = 0; number <= SlackSink.MOST; number++) {
                service.post("/sandbox/slack", "{\"text\":\"Message " + number + "\"}");
            }
            assertThat(service.jdbc()
                            .queryForList(
                                    "SELECT content::jsonb ->> 'text' FROM sandbox.received WHERE kind = 'slack' ORDER BY id",
                                    String.class))
                    .hasSize(SlackSink.MOST)
                    .startsWith("Message 1")
                    .endsWith("Message " + SlackSink.MOST);
        }
    }

    @Test
    void only_what_is_missing_makes_a_sandbox() {
        Map<String, String> real = new HashMap<>(MAIL);
        real.put("slack.webhook-url", "https://hooks.example.org/x");
        try (RunningService service = RunningService.start(real)) {
            String state = service.get("/sandbox/api/state").body();

            assertThat(service.placeholder("mail.host")).isEqualTo("mail.example.org");
            assertThat(state).contains("\"slack\":null", "\"mails\":null", "Ada Lovelace");
            assertThat(service.post("/sandbox/slack", "{\"text\":\"x\"}").statusCode())
                    .isEqualTo(404);
        }
    }

    private static JsonNode part(String state, String kind) {
        try {
            return Json.mapper().readTree(state).path(kind);
        } catch (JsonProcessingException e) {
            throw new AssertionError(state, e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_database_with_other_people_is_left_alone(boolean sandboxHasBeenThere) {
        String database = TestDatabases.migrated();
        if (sandboxHasBeenThere) {
            RunningService.start(Map.of("database.url", database)).close();
        }
        try (StubCircle circle = new StubCircle()) {
            Map<String, String> real = RunningService.with(circle);
            real.put("database.url", database);
            try (RunningService service = RunningService.start(real)) {
                new Rows(service.jdbc()).profile("real@community.example", "circle_member_id", 7);
            }
        }

        assertThatThrownBy(() -> RunningService.start(Map.of("database.url", database)))
                .hasStackTraceContaining("circle.api-token is missing, and the database holds profiles of people whom");
        assertThat(count(database, "SELECT count(*) FROM information_schema.schemata WHERE schema_name = 'sandbox'"))
                .isEqualTo(sandboxHasBeenThere ? 1 : 0);
        assertThat(count(database, "SELECT count(*) FROM profile WHERE left_at IS NULL AND circle_member_id = 7"))
                .isOne();
    }

    private static int count(String database, String question) {
        return new JdbcTemplate(new DriverManagerDataSource(database)).queryForObject(question, Integer.class);
    }
}
