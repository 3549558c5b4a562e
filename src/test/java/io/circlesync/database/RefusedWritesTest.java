package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server answers and refuses what is written, whatever its reason: the caller comes again, and nobody's fault it is. */
class RefusedWritesTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static StubCircle circle;
    private static RunningService service;

    @BeforeAll
    static void start() {
        circle = new StubCircle();
        Map<String, String> settings = RunningService.with(circle);
        service = RunningService.start(settings);
        service.jdbc()
                .execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN RAISE EXCEPTION USING ERRCODE = TG_ARGV[0]; END$$");
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    /**
     * A full disk, a read-only server, no memory, a shutdown, a server that is starting, one that takes no more connections, a statement that took too long, two writers that met.
     */
    @ParameterizedTest
    @CsvSource({
        "53100, true",
        "25006, true",
        "53200, false",
        "57P01, false",
        "57P03, false",
        "53300, false",
        "57014, false",
        "40P01, false"
    })
    void is_told_to_come_again(String state, boolean down) {
        for (String table : new String[] {"event", "profile", "change"}) {
            service.jdbc()
                    .execute("CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON " + table
                            + " FOR EACH ROW EXECUTE FUNCTION refuse('" + state + "')");
        }
        try {
            assertToldToComeAgain(form());
            assertToldToComeAgain(event());
            if (down) {
                assertThat(health()).isEqualTo(503);
            }
        } finally {
            for (String table : new String[] {"event", "profile", "change"}) {
                service.jdbc().execute("DROP TRIGGER refuse ON " + table);
            }
        }

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(form().statusCode()).isIn(200, 201);
            assertThat(event().statusCode()).isEqualTo(200);
            assertThat(health()).isEqualTo(200);
        });
        service.jdbc().execute("DELETE FROM profile");
    }

    private static void assertToldToComeAgain(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private static HttpResponse<String> event() {
        return service.post("/webhooks/circle", "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":1}}");
    }

    private static HttpResponse<String> form() {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles"))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"email\":\"someone@example.org\"}")));
    }

    private static int health() {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.managementUrl() + "/observe/health")))
                .statusCode();
    }
}
