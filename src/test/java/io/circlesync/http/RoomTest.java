package io.circlesync.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that take long, and as many of them as there may be, take nothing from the others. */
class RoomTest {

    private static final int CALLERS = 150;

    /** Those that hang are told to come again after five seconds: whoever waited for one of them would take longer. */
    private static final Duration USUAL = Duration.ofSeconds(4);

    private static final String DATABASE = TestDatabases.migrated();
    private static StubCircle circle;
    private static RunningService service;

    @BeforeAll
    static void start() {
        circle = new StubCircle();
        Map<String, String> settings = RunningService.with(circle);
        settings.put("database.url", DATABASE);
        service = RunningService.start(settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    /** Lists hang because of a table, forms because of a row. */
    @ParameterizedTest
    @ValueSource(strings = {"LOCK TABLE gap IN ACCESS EXCLUSIVE MODE", "SELECT FROM profile FOR UPDATE"})
    void webhooks_are_answered_as_fast_as_ever(String hold) throws Exception {
        assertThat(form().statusCode()).isIn(200, 201);
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        List<Duration> took = new CopyOnWriteArrayList<>();
        try (Connection other = DriverManager.getConnection(DATABASE);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(hold);
            Supplier<HttpResponse<String>> call =
                    hold.startsWith("LOCK") ? () -> service.get("/api/gaps?status=open") : RoomTest::form;
            Supplier<HttpResponse<String>> timed = () -> {
                long start = System.nanoTime();
                HttpResponse<String> answer = call.get();
                took.add(Duration.ofNanos(System.nanoTime() - start));
                return answer;
            };
            Stream.generate(() -> timed)
                    .limit(CALLERS)
                    .forEach(one -> slow.add(CompletableFuture.supplyAsync(one, deed -> new Thread(deed).start())));
            // Past all bounds some are told at once.
            await().until(() -> slow.stream().anyMatch(CompletableFuture::isDone));

            for (long id = 1; id <= 20; id++) {
                long start = System.nanoTime();
                assertThat(service.post(
                                        "/webhooks/circle",
                                        "{\"type\":\"anything\",\"data\":{\"community_id\":1,\"note\":" + id + "}}")
                                .statusCode())
                        .isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(USUAL);
            }
            for (CompletableFuture<HttpResponse<String>> answer : slow) {
                assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(503);
                assertThat(answer.join().headers().firstValue("Retry-After")).isPresent();
            }
            assertThat(took).as("some need not wait to be told").anyMatch(time -> time.compareTo(USUAL) < 0);
        }

        assertThat(form().statusCode()).isEqualTo(200);
        assertThat(service.get("/api/gaps").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH /api/profiles/00000000-0000-0000-0000-000000000000", "POST /api/reconciliations"})
    void a_body_that_does_not_come_takes_nobodys_place(String call) throws IOException {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < CALLERS; i++) {
                RawConnection connection =
                        new RawConnection(URI.create(service.url()).getPort());
                slow.add(connection);
                connection.send(call + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer api-token\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 20\r\n\r\n{");
            }
            long start = System.nanoTime();
            assertThat(form().statusCode()).isIn(200, 201);
            assertThat(service.get("/api/reconciliations").statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(USUAL);
        } finally {
            for (RawConnection connection : slow) {
                connection.close();
            }
        }
    }

    private static HttpResponse<String> form() {
        return RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles"))
                .header("Authorization", "Bearer api-token")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"email\":\"someone@example.org\",\"headline\":\"" + System.nanoTime() + "\"}")));
    }
}
