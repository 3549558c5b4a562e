package io.circlesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.TestDatabases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody's transaction that is left open holds the row of one person: only what is about them waits for it. */
class HeldRowsTest {

    private static final int MEMBERS = 40;
    private static final int HELD = 7;

    /** Less than one wait for a lock in the service's own sessions. */
    private static final Duration USUAL = Duration.ofSeconds(4);

    /** Two times as long as it takes when nobody holds anything, on a machine that is slow at the moment. */
    private static final int SLOWLY = 2;

    private static final Duration LEASE = Duration.ofSeconds(3);

    private final String database = TestDatabases.migrated();
    private StubCircle circle;
    private RunningService service;
    private Duration unheld;

    @BeforeEach
    void start() {
        circle = new StubCircle();
        for (int id = 1; id <= MEMBERS; id++) {
            circle.put(StubCircle.member(
                    id, "person" + id + "@example.org", "Person " + id, Instant.parse("2026-01-22T14:55:35Z")));
        }
        Map<String, String> settings = RunningService.with(circle);
        settings.put("database.url", database);
        settings.put("sync.lease", "3s");
        settings.put("sync.concurrency", "16");
        service = RunningService.start(settings);
        long start = System.nanoTime();
        changes(1);
        await().until(() -> settled() == MEMBERS);
        unheld = Duration.ofNanos(System.nanoTime() - start);
    }

    @AfterEach
    void stop() {
        service.close();
        circle.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile", "member_sync"})
    void the_others_of_a_batch_wait_for_nobody(String table) throws Exception {
        try (Connection other = DriverManager.getConnection(database);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM " + table + " WHERE circle_member_id = " + HELD + " FOR UPDATE");
            for (int round = 2; round <= 4; round++) {
                String headline = "Round " + round;
                for (int id = 1; id <= MEMBERS; id++) {
                    circle.member(id).put("headline", headline).put("updated_at", "2026-02-0" + round + "T00:00:00Z");
                }
                changes(table.equals("member_sync") ? HELD + 1 : 1);

                await().atMost(Collections.max(List.of(USUAL, unheld.multipliedBy(SLOWLY))))
                        .untilAsserted(() -> assertThat(service.jdbc()
                                        .queryForObject(
                                                "SELECT count(*) FROM profile WHERE headline = ? AND circle_member_id > ?",
                                                Long.class,
                                                headline,
                                                HELD))
                                .isEqualTo(MEMBERS - HELD));
            }
            assertThat(service.jdbc()
                            .queryForObject(
                                    "SELECT count(*) FROM member_sync WHERE attempts > 0 OR failed_at IS NOT NULL",
                                    Long.class))
                    .isZero();
        }

        changes(1);
        await().atMost(Duration.ofSeconds(60)).until(() -> settled() == MEMBERS);
        assertThat(service.jdbc().queryForObject("SELECT count(*) FROM profile WHERE headline = 'Round 4'", Long.class))
                .isEqualTo(MEMBERS);
    }

    /** A lease that is not renewed ends, however hard this process works on the member. */
    @Test
    void the_leases_of_the_others_are_renewed() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch answered = new CountDownLatch(1);
        circle.answer(call -> {
            asked.countDown();
            pass(answered);
            return circle.normally(call);
        });
        changes(MEMBERS - 1);
        pass(asked);
        try (Connection other = DriverManager.getConnection(database);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM member_sync WHERE circle_member_id = " + (MEMBERS - 1) + " FOR UPDATE");
            Timestamp first = leaseEnd();

            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            leaseEnd().toInstant().isAfter(first.toInstant().plus(LEASE)));
        } finally {
            answered.countDown();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> settled() == MEMBERS);
        assertThat(circle.calls().stream().filter(call -> call.path().endsWith("/" + MEMBERS)))
                .as("once at the beginning, and once now")
                .hasSize(2);
    }

    private Timestamp leaseEnd() {
        return service.jdbc()
                .queryForObject(
                        "SELECT due_at FROM member_sync WHERE circle_member_id = ?", Timestamp.class, (long) MEMBERS);
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void changes(int first) {
        for (int id = first; id <= MEMBERS; id++) {
            assertThat(service.post(
                                    "/webhooks/circle",
                                    "{\"type\":\"profile_updated\",\"data\":{\"community_member_id\":" + id + "}}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private long settled() {
        return service.jdbc().queryForObject("SELECT count(*) FROM member_sync WHERE due_at IS NULL", Long.class);
    }
}
