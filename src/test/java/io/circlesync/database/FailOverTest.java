package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.ServerPair;
import io.circlesync.fixture.StubCircle;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** PostgreSQL fails over to another server: every call is told to come again meanwhile, and all goes on by itself. */
class FailOverTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MEMBERS = 30;

    @TempDir
    private Path folder;

    private RunningService service;

    @Test
    void the_service_follows_a_promotion_and_leaves_a_server_that_takes_no_writes() throws Exception {
        try (ServerPair servers = ServerPair.start(folder);
                StubCircle circle = new StubCircle()) {
            for (int id = 1; id <= MEMBERS; id++) {
                circle.put(StubCircle.member(
                        id, "person" + id + "@example.org", "Person " + id, Instant.parse("2026-01-22T14:55:35Z")));
            }
            Map<String, String> settings = RunningService.with(circle);
            settings.put("database.url", servers.url());
            // What was under way when a server stopped is taken up again soon.
            settings.put("sync.lease", "10s");
            JdbcTemplate database = new JdbcTemplate(servers.primary());
            service = RunningService.start(settings);
            try {
                Set<Long> taken = new TreeSet<>();
                for (long id = 1; id <= MEMBERS / 2; id++) {
                    assertThat(event(id).statusCode()).isEqualTo(200);
                    taken.add(id);
                }

                // As one that is to be replaced: it goes on answering, and its connections would live on.
                servers.stopWritesOnPrimary();
                assertEveryCallIsToldToComeAgain();

                servers.promote();
                assertAllIsWellAgain();
                for (long id = MEMBERS / 2 + 1; id <= MEMBERS; id++) {
                    assertThat(event(id).statusCode()).isEqualTo(200);
                    taken.add(id);
                }
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(
                                        database.queryForList("SELECT circle_member_id FROM profile", Long.class))
                                .containsAll(taken));
                assertThat(database.queryForObject(
                                "SELECT count(*) FROM member_sync WHERE attempts > 0 OR failed_at IS NOT NULL",
                                Long.class))
                        .isZero();

                servers.stopWritesOnStandby();
                assertEveryCallIsToldToComeAgain();

                servers.takeWritesOnPrimary();
                assertAllIsWellAgain();

                servers.killPrimary();
                assertEveryCallIsToldToComeAgain();

                servers.takeWritesOnStandby();
                assertAllIsWellAgain();
            } finally {
                service.close();
            }
        }
    }

    private void assertEveryCallIsToldToComeAgain() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(health()).isEqualTo(503);
            assertToldToComeAgain(event(1));
            assertToldToComeAgain(service.get("/api/profiles?circleMemberId=1"));
            assertToldToComeAgain(service.get("/api/events?status=failed"));
            assertToldToComeAgain(form());
        });
    }

    private void assertAllIsWellAgain() {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(event(1).statusCode()).isEqualTo(200);
            assertThat(service.get("/api/profiles?circleMemberId=1").statusCode())
                    .isEqualTo(200);
            assertThat(service.get("/api/events?status=failed").statusCode()).isEqualTo(200);
            assertThat(form().statusCode()).isIn(200, 201);
            assertThat(health()).isEqualTo(200);
        });
    }

    private static void assertToldToComeAgain(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private HttpResponse<String> event(long id) {
        return service.post(
                "/webhooks/circle", "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + "}}");
    }

    private HttpResponse<String> form() {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles"))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"email\":\"someone@example.org\"}")));
    }

    private int health() {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + "/observe/health")))
                .statusCode();
    }
}
