package io.circlesync.reconcile;

import static io.circlesync.reconcile.ReconcileScanRouteTest.isPage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.Application;
import io.circlesync.fixture.ChildJvm;
import io.circlesync.fixture.Ports;
import io.circlesync.fixture.Rows;
import io.circlesync.fixture.RunningService;
import io.circlesync.fixture.StubCircle;
import io.circlesync.fixture.StubPartner.Call;
import io.circlesync.fixture.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A run whose node is killed at ten points of its way ends as one that nobody disturbs. One node is a process that is killed; two
 * others run in this JVM and lose their database in turns, which to the database is the same and takes a fraction of the time. What
 * is worse: each comes back to life when the other one dies, with all that it believed when it was cut off.
 */
class KilledRunTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Instant JANUARY = Instant.parse("2026-01-22T14:55:35.714Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-22T14:55:35.714Z");
    private static final long FIRST = 7_391_600_000L;
    private static final int MEMBERS = 320;

    /** A lock on which a statement waits in its midst; its holder is the test. */
    private static final long GATE = 7_391_600_001L;

    /**
     * Where a node is killed.
     *
     * @param table the table whose change waits, or an empty text where Circle's answer does
     * @param condition of the change, on {@code OLD} and {@code NEW}
     * @param call for whose answer the node waits
     * @param process whether the node is a process of its own, which dies while its statement goes on
     */
    private record Point(String name, String table, String condition, Predicate<Call> call, boolean process) {

        static Point circle(String name, Predicate<Call> call) {
            return new Point(name, "", "", call, false);
        }

        static Point statement(String name, String table, String condition) {
            return new Point(name, table, condition, call -> false, false);
        }

        Point ofAProcess() {
            return new Point(name, table, condition, call, true);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String SAME_LEASE = " AND NEW.lease_token = OLD.lease_token";

    /** In the order in which a run comes by them. */
    private static final List<Point> POINTS = List.of(
            Point.statement("comparing the second page", "reconciliation", "OLD.page = 1 AND NEW.page = 2"),
            Point.statement("comparing the third page", "reconciliation", "OLD.page = 2 AND NEW.page = 3")
                    .ofAProcess(),
            Point.statement(
                    "between two pages",
                    "reconciliation",
                    "OLD.page = 3 AND NEW.page = 3 AND NEW.step = 'scan'" + SAME_LEASE),
            Point.circle("reading the last page", call -> isPage(call, 4)),
            Point.statement(
                    "looking for those who have gone", "reconciliation", "OLD.step = 'left' AND NEW.step = 'judge'"),
            Point.statement("judging", "reconciliation", "OLD.step = 'judge' AND NEW.step = 'apply'"),
            Point.statement("marking whom to sync", "reconciliation", "OLD.step = 'apply'" + SAME_LEASE),
            Point.statement("writing a member", "profile", "OLD.headline IS DISTINCT FROM NEW.headline"),
            Point.circle("writing to Circle", call -> call.method().equals("PUT")),
            Point.statement("ending", "reconciliation", "OLD.state = 'running' AND NEW.state = 'done'"));

    /** What can be killed. */
    private interface Node extends AutoCloseable {

        void live();

        void die() throws Exception;

        /** Whether the database hears nothing more of it. */
        boolean isDead();

        @Override
        void close();
    }

    @TempDir
    private Path folder;

    private final List<Node> nodes = new ArrayList<>();

    @Test
    void ends_as_one_that_nobody_disturbs() throws Exception {
        try (StubCircle calm = new StubCircle();
                StubCircle rough = new StubCircle();
                Connected admin = new Connected(TestDatabases.create())) {
            LongStream.range(FIRST, FIRST + MEMBERS)
                    .forEach(id -> calm.put(StubCircle.member(id, email(id), "Member Number" + id % MEMBERS, JANUARY)));
            String undisturbed = TestDatabases.migrated();
            Node quiet = here(calm, undisturbed, admin.jdbc);
            toItsEnd(undisturbed);
            quiet.die();
            await().until(quiet::isDead);
            String disturbed = TestDatabases.copyOf(undisturbed);
            drift(calm);
            calm.members().forEach(id -> rough.put(calm.member(id).deepCopy()));

            try {
                killed(rough, disturbed, admin.jdbc, () -> {
                    quiet.live();
                    toItsEnd(undisturbed);
                });
            } finally {
                nodes.forEach(Node::close);
            }

            assertThat(state(disturbed)).isEqualTo(state(undisturbed)).hasSizeGreaterThan(MEMBERS);
            assertThat(members(rough)).isEqualTo(members(calm));
        }
    }

    /** @param meanwhile what is done while the process starts, which takes longest of all */
    private void killed(StubCircle circle, String database, JdbcTemplate admin, Runnable meanwhile) throws Exception {
        try (Connected tests = new Connected(database)) {
            tests.jdbc.execute("CREATE FUNCTION wait_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS $$"
                    + " BEGIN PERFORM pg_advisory_xact_lock(" + GATE + "); RETURN NEW; END $$");
            tests.jdbc.queryForList("SELECT pg_advisory_lock(" + GATE + ")");
            begin(tests.jdbc);
            Deque<Node> dead = new ArrayDeque<>();
            for (Point point : POINTS) {
                try (Gate gate = new Gate(point, circle, tests.jdbc)) {
                    Node node = point.process()
                            ? process(settings(circle, database))
                            : dead.size() < 2 ? here(circle, database, admin) : dead.removeFirst();
                    node.live();
                    if (point.process()) {
                        meanwhile.run();
                    } else {
                        dead.addLast(node);
                    }
                    await(point.toString()).atMost(PATIENCE).until(() -> {
                        // A connection that was let in just before the end would live on, and take the run again and
                        // again.
                        dead.stream().filter(other -> other != node).forEach(Node::isDead);
                        return gate.isReached();
                    });
                    node.die();
                    await(point.toString()).atMost(PATIENCE).until(node::isDead);
                    // The statement of a process that is dead goes on.
                    gate.open();
                }
            }
            tests.jdbc.execute("DROP FUNCTION wait_at_the_gate()");
            circle.answerNormally();
            dead.removeFirst().live();
            untilNothingIsLeft(tests.jdbc);
        }
    }

    /** Where a node comes to a halt, to be killed there. */
    private static final class Gate implements AutoCloseable {

        private final Point point;
        private final JdbcTemplate jdbc;
        private final CountDownLatch dead = new CountDownLatch(1);
        private final CountDownLatch asked = new CountDownLatch(1);

        Gate(Point point, StubCircle circle, JdbcTemplate jdbc) {
            this.point = point;
            this.jdbc = jdbc;
            circle.answer(call -> {
                // What Circle was told, it does, whether somebody hears its answer or not.
                var answer = circle.normally(call);
                if (point.call().test(call)) {
                    asked.countDown();
                    pass(dead);
                }
                return answer;
            });
            if (!point.table().isEmpty()) {
                jdbc.execute("CREATE TRIGGER a_gate BEFORE UPDATE ON " + point.table() + " FOR EACH ROW WHEN ("
                        + point.condition() + ") EXECUTE FUNCTION wait_at_the_gate()");
            }
        }

        boolean isReached() {
            return asked.getCount() == 0
                    || jdbc.queryForObject(
                                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                                            + " AND database = (SELECT oid FROM pg_database WHERE datname ="
                                            + " current_database())",
                                    Long.class)
                            > 0;
        }

        void open() {
            jdbc.queryForList("SELECT pg_advisory_unlock(" + GATE + ")");
        }

        /** Nobody comes to a halt here any more, and time passes: the leases of whoever has end. */
        @Override
        public void close() {
            dead.countDown();
            jdbc.queryForList("SELECT pg_advisory_lock(" + GATE + ")");
            if (!point.table().isEmpty()) {
                jdbc.execute("DROP TRIGGER a_gate ON " + point.table());
            }
            jdbc.update("UPDATE reconciliation SET due_at = now() WHERE lease_token IS NOT NULL");
            jdbc.update("UPDATE member_sync SET due_at = now() WHERE lease_token IS NOT NULL");
        }
    }

    /** A node in this JVM: dead, all of its connections have ended, and it gets no other. */
    private Node here(StubCircle circle, String database, JdbcTemplate admin) {
        String role = "node_" + ProcessHandle.current().pid() + "_" + (nodes.size() + 1);
        admin.execute("CREATE ROLE " + role + " LOGIN SUPERUSER");
        RunningService service =
                RunningService.start(settings(circle, database.replace("user=postgres", "user=" + role)));
        Node node = new Node() {
            @Override
            public void live() {
                admin.execute("ALTER ROLE " + role + " LOGIN");
            }

            @Override
            public void die() {
                admin.execute("ALTER ROLE " + role + " NOLOGIN");
            }

            @Override
            public boolean isDead() {
                // Again and again: a connection that was let in just before shows itself a moment later.
                return admin.queryForObject(
                                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = ?",
                                Long.class,
                                role)
                        == 0;
            }

            @Override
            public void close() {
                live();
                service.close();
            }
        };
        nodes.add(node);
        return node;
    }

    private Node process(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>();
        settings.forEach(
                (name, value) -> environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        environment.put("CAMEL_SERVER_PORT", Ports.text());
        environment.put("CAMEL_MANAGEMENT_PORT", Ports.text());
        ChildJvm process = ChildJvm.start(Application.class, folder, environment);
        Node node = new Node() {
            @Override
            public void live() {
                // It does from its start on.
            }

            @Override
            public void die() throws InterruptedException {
                process.kill();
            }

            @Override
            public boolean isDead() {
                return true;
            }

            @Override
            public void close() {
                process.close();
            }
        };
        nodes.add(node);
        return node;
    }

    /** A run from its beginning on. */
    private static void toItsEnd(String database) {
        try (Connected tests = new Connected(database)) {
            begin(tests.jdbc);
            untilNothingIsLeft(tests.jdbc);
        }
    }

    private static void untilNothingIsLeft(JdbcTemplate jdbc) {
        await().atMost(PATIENCE)
                .until(() -> jdbc.queryForObject(
                                "SELECT (SELECT count(*) FROM reconciliation WHERE due_at IS NOT NULL)"
                                        + " + (SELECT count(*) FROM member_sync WHERE due_at IS NOT NULL)",
                                Long.class)
                        == 0);
    }

    private static void begin(JdbcTemplate jdbc) {
        new Rows(jdbc).run("state", "planned", "due_at", Instant.now(), "ended_at", null);
    }

    private static Map<String, String> settings(StubCircle circle, String database) {
        Map<String, String> settings = RunningService.with(circle);
        settings.putAll(ReconcileTestBase.unbounded());
        settings.put("reconcile.schedule", "off");
        settings.put("sync.debounce", "0s");
        settings.put("database.url", database);
        return settings;
    }

    private static String email(long id) {
        return "member" + id + "@example.org";
    }

    /** All that can happen behind the service's back. */
    private static void drift(StubCircle circle) {
        each(
                0,
                10,
                id -> silently(circle, id)
                        .put("name", "Ada King")
                        .put("first_name", "Ada")
                        .put("last_name", "King"));
        each(10, 22, id -> ((ObjectNode) silently(circle, id).get("flattened_profile_fields")).put("bio", ""));
        each(30, 40, id -> silently(circle, id).put("headline", "Poet"));
        each(50, 54, id -> silently(circle, id).put("active", false));
        each(60, 66, circle::remove);
        each(80, 82, id -> silently(circle, id).put("email", "moved" + id + "@example.org"));
        each(90, 91, id -> silently(circle, id).put("email", email(id + 1)));
        each(100, 101, id -> {
            circle.remove(id);
            circle.put(StubCircle.member(FIRST + MEMBERS, email(id), "Member Number" + id % MEMBERS, FEBRUARY));
        });
        each(MEMBERS + 1, MEMBERS + 41, id -> circle.put(StubCircle.member(id, email(id), "New Member", FEBRUARY)));
    }

    private static void each(int from, int to, java.util.function.LongConsumer member) {
        LongStream.range(FIRST + from, FIRST + to).forEach(member);
    }

    private static ObjectNode silently(StubCircle circle, long id) {
        return circle.member(id).put("updated_at", FEBRUARY.toString());
    }

    /**
     * All that somebody may come to see, without ids and times of its own; and without the word that Circle was written to, which
     * nobody can give who has not heard its answer.
     */
    private static List<String> state(String database) {
        try (Connected tests = new Connected(database)) {
            return tests.jdbc.queryForList("""
                    SELECT 'run ' || concat_ws(' ', state, step, pass, page, members, linked, counted, members_total, reason)
                    FROM reconciliation
                    UNION ALL
                    SELECT 'finding ' || reconciliation_id || ' '
                        || concat_ws(' ', circle_member_id, kind, state, fields, approved, told, other_member_id)
                    FROM reconciliation_finding
                    UNION ALL
                    SELECT 'profile ' || (left_at IS NULL) || ' ' || (to_jsonb(p)
                        - ARRAY['id', 'created_at', 'updated_at', 'changed_at', 'circle_updated_at', 'left_at'])
                    FROM profile AS p
                    UNION ALL
                    SELECT 'change ' || p.email || ' ' || concat_ws(
                        ' ', field, source, rule, winner, CASE WHEN field <> 'leftAt' THEN new_value END)
                    FROM change JOIN profile AS p ON p.id = profile_id
                    WHERE source <> 'push'
                    UNION ALL
                    SELECT 'conflict ' || concat_ws(' ', circle_member_id, field, winner, rule) FROM conflict
                    UNION ALL
                    SELECT 'gap ' || concat_ws(
                        ' ', g.kind, coalesce(p.circle_member_id, g.circle_member_id), resolved_at IS NULL, detail ->> 'quiet')
                    FROM gap AS g LEFT JOIN profile AS p ON p.id = g.profile_id
                    UNION ALL
                    SELECT 'message ' || kind || ' ' || channel FROM outbox
                    UNION ALL
                    SELECT 'queue ' || concat_ws(' ', circle_member_id, due_at, failed_at, error, sent) FROM member_sync
                    ORDER BY 1""", String.class);
        }
    }

    private static Map<Long, String> members(StubCircle circle) {
        Map<Long, String> members = new TreeMap<>();
        circle.members()
                .forEach(id -> members.put(
                        id, circle.member(id).deepCopy().without("updated_at").toString()));
        return members;
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One connection of the test's own. */
    private static final class Connected implements AutoCloseable {

        private final SingleConnectionDataSource connection;
        private final JdbcTemplate jdbc;

        Connected(String url) {
            connection = new SingleConnectionDataSource(url, true);
            jdbc = new JdbcTemplate(connection);
        }

        @Override
        public void close() {
            connection.destroy();
        }
    }
}
