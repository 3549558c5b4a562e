package io.circlesync.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The database is away or hangs: no event is lost that was answered with 200, and every caller is answered in time. */
class CircleWebhookOutageTest {

    /** Circle waits about five seconds. */
    private static final Duration IN_TIME = Duration.ofSeconds(6);

    private static final Duration USUAL = Duration.ofSeconds(2);
    private static final String DATABASE = TestDatabases.migrated();

    private static StubCircle circle;
    private static RunningService service;

    private final ExecutorService callers = Executors.newFixedThreadPool(64);

    @BeforeAll
    static void start() throws Exception {
        circle = new StubCircle();
        Map<String, String> settings = RunningService.with(circle);
        settings.put("database.url", DATABASE);
        service = RunningService.start(settings);
        service.camel().getRouteController().stopRoute("member-claim-poll");
        service.camel().getRouteController().stopRoute("member-claim");
    }

    @AfterAll
    static void stop() {
        service.close();
        circle.close();
    }

    @BeforeEach
    void forget() {
        service.jdbc().update("DELETE FROM event");
        service.jdbc().update("DELETE FROM member_sync");
    }

    @AfterEach
    void callersLeave() {
        callers.shutdownNow();
    }

    @Test
    void a_database_that_is_away_is_answered_with_503_until_it_is_back() throws SQLException {
        assertThat(post(1).statusCode()).isEqualTo(200);
        takeDatabaseAway();

        assertToldToTryAgain(post(2));

        bringDatabaseBack();
        await().untilAsserted(() -> assertThat(post(3).statusCode()).isEqualTo(200));
        assertThat(stored()).contains(1L, 3L).doesNotContain(2L);
    }

    @Test
    void a_short_absence_costs_no_event() throws Exception {
        takeDatabaseAway();
        Future<HttpResponse<String>> caller = callers.submit(() -> post(1));
        await().pollDelay(Duration.ofMillis(300)).until(() -> !caller.isDone());
        bringDatabaseBack();

        assertThat(caller.get().statusCode()).isEqualTo(200);
        assertThat(stored()).containsExactly(1L);
    }

    /** Somebody's transaction that is left open holds the row of member 1, which is there or is only being made. */
    @ParameterizedTest
    @CsvSource({
        "true, UPDATE member_sync SET attempts = 0 WHERE circle_member_id = 1",
        "true, SELECT FROM member_sync WHERE circle_member_id = 1 FOR UPDATE",
        "true, DELETE FROM member_sync WHERE circle_member_id = 1",
        "false, SELECT",
    })
    void a_member_that_somebody_holds_is_waited_for_alone(boolean known, String hold) throws Exception {
        if (known) {
            assertThat(post(1).statusCode()).isEqualTo(200);
        }
        try (Connection other = DriverManager.getConnection(DATABASE);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(hold);
            if (!known) {
                Rows.on(other).member(1);
            }
            Future<HttpResponse<String>> held = callers.submit(() -> post(1));
            List<Duration> others = new ArrayList<>();
            for (long id = 100; !held.isDone() && id < 10_000; id++) {
                long start = System.nanoTime();
                assertThat(post(id).statusCode()).isEqualTo(200);
                others.add(Duration.ofNanos(System.nanoTime() - start));
            }

            assertToldToTryAgain(held.get());
            // A busy machine may hold up a single one; whoever had to wait for the row would be among one or two.
            assertThat(others).isNotEmpty();
            assertThat(others.stream().filter(answer -> answer.compareTo(USUAL) > 0))
                    .hasSizeLessThanOrEqualTo(others.size() / 20);
            other.rollback();
        }

        assertThat(post(1).statusCode()).isEqualTo(200);
        assertThat(stored()).contains(1L, 100L);
    }

    @Test
    void an_event_that_waits_for_its_member_is_stored_as_soon_as_they_are_free() throws Exception {
        assertThat(post(1).statusCode()).isEqualTo(200);
        try (Connection other = DriverManager.getConnection(DATABASE);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("UPDATE member_sync SET attempts = 0 WHERE circle_member_id = 1");
            Future<HttpResponse<String>> held = callers.submit(() -> post(1));
            await().pollDelay(Duration.ofMillis(500)).until(() -> !held.isDone());

            other.commit();

            assertThat(held.get().statusCode()).isEqualTo(200);
        }
        assertThat(service.jdbc()
                        .queryForObject("SELECT generation FROM member_sync WHERE circle_member_id = 1", Long.class))
                .isEqualTo(2);
    }

    @Test
    void a_database_that_hangs_is_answered_with_503_in_time() throws Exception {
        try (Connection other = DriverManager.getConnection(DATABASE);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE");

            List<Future<Duration>> answers = LongStream.rangeClosed(1, 64)
                    .mapToObj(id -> callers.submit(() -> {
                        long start = System.nanoTime();
                        assertToldToTryAgain(post(id));
                        return Duration.ofNanos(System.nanoTime() - start);
                    }))
                    .toList();

            for (Future<Duration> answer : answers) {
                assertThat(answer.get()).isLessThan(IN_TIME);
            }
        }

        await().untilAsserted(() -> assertThat(post(100).statusCode()).isEqualTo(200));
        assertThat(stored()).contains(100L);
    }

    @Test
    void whatever_was_answered_with_200_is_stored() throws Exception {
        Set<Long> taken = ConcurrentHashMap.newKeySet();
        Set<Integer> statuses = ConcurrentHashMap.newKeySet();
        AtomicLong ids = new AtomicLong();
        List<Future<?>> running = LongStream.range(0, 16)
                .<Future<?>>mapToObj(caller -> callers.submit(() -> {
                    while (!Thread.currentThread().isInterrupted() && ids.get() < 100_000) {
                        long id = ids.incrementAndGet();
                        int status = post(id).statusCode();
                        statuses.add(status);
                        if (status == 200) {
                            taken.add(id);
                        }
                    }
                }))
                .toList();
        await().until(() -> taken.size() > 100);
        for (int outage = 0; outage < 3; outage++) {
            takeDatabaseAway();
            bringDatabaseBack();
            int before = taken.size();
            await().until(() -> taken.size() > before + 100);
        }
        takeDatabaseAway();
        await().until(() -> statuses.contains(503));
        bringDatabaseBack();
        int before = taken.size();
        await().until(() -> taken.size() > before + 100);
        ids.set(100_000);
        for (Future<?> caller : running) {
            caller.get();
        }

        assertThat(statuses).containsExactlyInAnyOrder(200, 503);
        assertThat(stored()).containsAll(taken);
        assertThat(service.jdbc().queryForList("SELECT circle_member_id FROM member_sync", Long.class))
                .containsAll(taken);
    }

    private HttpResponse<String> post(long id) {
        return service.post(
                "/webhooks/circle",
                "{\"type\":\"community_member_updated\",\"data\":{\"community_member_id\":" + id + "}}");
    }

    private static void assertToldToTryAgain(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    private List<Long> stored() {
        return service.jdbc().queryForList("SELECT circle_member_id FROM event", Long.class);
    }

    private void takeDatabaseAway() throws SQLException {
        asAdministrator("ALTER DATABASE %s ALLOW_CONNECTIONS false");
        asAdministrator("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'");
    }

    private void bringDatabaseBack() throws SQLException {
        asAdministrator("ALTER DATABASE %s ALLOW_CONNECTIONS true");
    }

    private void asAdministrator(String sql) throws SQLException {
        String name = DATABASE.replaceAll(".*/([^/?]+)(\\?.*)?", "$1");
        try (Connection connection = DriverManager.getConnection(DATABASE.replace("/" + name, "/postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql.formatted(name));
        }
    }
}
