package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Answer;
import io.circlesync.fixture.TestDatabases;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whatever happens to the same people at the same time, nobody waits for somebody who waits for them. Who does is found out
 * before the patience of either ends.
 */
class LockOrderTest {

    /** Few, so that they meet. */
    private static final int PEOPLE = 3;
    /** {@code -Dbusy.seconds=30} for longer. */
    private static final Duration BUSY = Duration.ofSeconds(Integer.getInteger("busy.seconds", 5));

    private static final int ENOUGH = 100;

    private final String database = TestDatabases.migrated();
    private final AtomicInteger done = new AtomicInteger();

    @Test
    @Timeout(240)
    void edits_syncs_pushes_reminders_and_erasures_of_the_same_people_never_deadlock() throws Exception {
        try (StubCircle circle = new StubCircle()) {
            for (int i = 1; i <= PEOPLE; i++) {
                circle.put(StubCircle.member(i, email(i), "Person " + i, Instant.parse("2026-01-22T14:55:35Z")));
            }
            Random refusals = new Random(1);
            circle.answer(call -> refusals.nextInt(5) == 0
                    ? Answer.json(503, "{\"success\":false,\"message\":\"Try again.\"}")
                    : circle.normally(call));
            Map<String, String> settings = RunningService.with(circle);
            settings.put("database.url", database);
            jdbc().execute("ALTER DATABASE " + jdbc().queryForObject("SELECT current_database()", String.class)
                    + " SET deadlock_timeout = '20ms'");
            RunningService service = RunningService.start(settings);
            try {
                for (int i = 1; i <= PEOPLE; i++) {
                    event(service, i);
                }
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> count(service, "SELECT count(*) FROM profile") == PEOPLE);
                happenAtOnce(
                        () -> edit(service),
                        () -> edit(service),
                        () -> event(service, person()),
                        () -> event(service, person()),
                        () -> remind(service),
                        () -> erase(service));
            } finally {
                service.close();
            }
        }
        // Sessions tell of their last deadlocks when they end.
        JdbcTemplate jdbc = jdbc();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> jdbc.queryForObject(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()", Long.class)
                        == 1);
        assertThat(jdbc.queryForObject(
                        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()", Long.class))
                .isZero();
    }

    private void happenAtOnce(Runnable... deeds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(deeds.length);
        long end = System.nanoTime() + BUSY.toNanos();
        List<Callable<Void>> doers = new ArrayList<>();
        for (Runnable deed : deeds) {
            doers.add(() -> {
                while (System.nanoTime() < end || done.get() < ENOUGH) {
                    deed.run();
                }
                return null;
            });
        }
        try {
            for (Future<Void> doer : threads.invokeAll(doers)) {
                doer.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void edit(RunningService service) {
        send(service, "PATCH", person(), "{\"headline\":\"" + System.nanoTime() + "\"}");
    }

    /** An event makes the profile anew from Circle. */
    private void erase(RunningService service) {
        int person = person();
        send(service, "DELETE", person, "");
        event(service, person);
        await().atMost(Duration.ofSeconds(60)).until(() -> exists(service, person));
    }

    private void event(RunningService service, int id) {
        service.post(
                "/webhooks/circle", "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + "}}");
        done.incrementAndGet();
    }

    /** One after the other, so that the test itself holds no two locks. */
    private static void remind(RunningService service) {
        for (Long id : service.jdbc().queryForList("SELECT id FROM gap WHERE resolved_at IS NULL", Long.class)) {
            service.jdbc().update("UPDATE gap SET remind_at = now(), reminders = 0 WHERE id = ?", id);
        }
    }

    private void send(RunningService service, String method, int person, String body) {
        for (String id : service.jdbc()
                .queryForList("SELECT id::text FROM profile WHERE circle_member_id = ?", String.class, person)) {
            int status = RunningService.send(HttpRequest.newBuilder(URI.create(service.url() + "/api/profiles/" + id))
                            .header("Authorization", "Bearer api-token")
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body)))
                    .statusCode();
            assertThat(status).isIn(200, 204, 404);
            done.incrementAndGet();
        }
    }

    private static int person() {
        return 1 + (int) (Math.random() * PEOPLE);
    }

    private static String email(int person) {
        return "person" + person + "@example.org";
    }

    private static boolean exists(RunningService service, int person) {
        return count(service, "SELECT count(*) FROM profile WHERE circle_member_id = " + person) == 1;
    }

    private static long count(RunningService service, String sql) {
        return service.jdbc().queryForObject(sql, Long.class);
    }

    private JdbcTemplate jdbc() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database);
        return new JdbcTemplate(dataSource);
    }
}
