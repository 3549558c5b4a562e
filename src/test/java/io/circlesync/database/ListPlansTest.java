package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.TestDatabases;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A list is answered from an index, whatever it is asked for and however much there is: planned on empty tables, it reads few
 * rows of full ones. {@code -Dlists.events=5000000} tries it with more.
 */
class ListPlansTest {

    private static final int EVENTS = Integer.getInteger("lists.events", 60_000);
    private static final int PAGE = 50;

    /** A few for each that is shown, and nothing that grows with the tables. */
    private static final long MOST_ROWS_READ = 1_500;

    private static final Pattern PARAMETER = Pattern.compile(":#(\\w+)");

    private static Database database;
    private static JdbcTemplate jdbc;

    @BeforeAll
    static void planOnEmptyTablesAndFillThem() throws Exception {
        database = Database.open(new DatabaseSettings(TestDatabases.migrated(), Optional.empty(), Optional.empty()), 2);
        Connection connection = database.lists().getConnection();
        // Of the service's own patience a busy machine may need more.
        connection.setNetworkTimeout(Runnable::run, 0);
        jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        jdbc.execute("SET statement_timeout = 0");
        jdbc.execute("SET plan_cache_mode = force_generic_plan");
        for (String table : List.of("event", "member_sync", "gap", "conflict", "profile", "outbox")) {
            jdbc.execute("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
        }
        for (String list : List.of("event", "gap", "conflict", "member", "message")) {
            jdbc.execute("PREPARE " + list + "_list AS " + numbered(list));
            run(list, Map.of());
        }
        fill();
    }

    @AfterAll
    static void close() throws Exception {
        database.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "event, '', 50",
        "event, status=processed, 50",
        "event, status=failed, 50",
        "event, status=failed type=rare, 0",
        "event, status=failed error=503, 50",
        "event, status=failed error=nobody, 0",
        "event, since=2126-01-01, 0",
        "event, status=processed since=2126-01-01, 0",
        "event, type=profile_updated since=2126-01-01, 0",
        "event, status=pending, 50",
        "event, status=quarantined, 10",
        "event, status=ignored type=rare, 20",
        "event, type=rare, 20",
        "event, type=profile_updated, 50",
        "event, circleMemberId=77, 20",
        "event, circleMemberId=1 status=failed, 20",
        "gap, status=open, 50",
        "gap, status=resolved, 50",
        "gap, status=open kind=sync-failed, 5",
        "gap, status=all kind=missing-workos, 50",
        "gap, status=all circleMemberId=77, 2",
        "gap, status=open profileId=00000000-0000-0000-0000-000000000077, 1",
        "conflict, '', 50",
        "conflict, field=rare, 5",
        "conflict, field=headline, 50",
        "conflict, circleMemberId=77, 1",
        "conflict, profileId=00000000-0000-0000-0000-000000000077, 1",
        "member, '', 50",
        "member, circleMemberId=77, 1",
        "member, state=due, 4",
        "member, state=waiting, 20",
        "member, state=running, 0",
        "member, state=failed, 4",
        "member, state=failed error=nobody, 0",
        "member, state=paused, 1",
        "message, state=pending, 50",
        "message, state=pending channel=mail, 50",
        "message, state=failed, 5",
    })
    void few_rows_are_read(String list, String filters, int expected) {
        Map<String, String> given = Arrays.stream(filters.split(" "))
                .filter(filter -> !filter.isEmpty())
                .map(filter -> filter.split("="))
                .collect(Collectors.toMap(filter -> filter[0], filter -> filter[1]));
        jdbc.execute("BEGIN");
        try {
            long before = read();
            long start = System.nanoTime();
            int shown = Math.min(run(list, given).size(), PAGE);
            long millis = (System.nanoTime() - start) / 1_000_000;
            long rows = read() - before;
            System.out.printf("%s list [%s] of %d events: %d rows read, %d ms%n", list, filters, EVENTS, rows, millis);

            assertThat(shown).isEqualTo(expected);
            assertThat(rows).isLessThan(MOST_ROWS_READ);
        } finally {
            jdbc.execute("ROLLBACK");
        }
    }

    private static long read() {
        return jdbc.queryForObject(
                "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables", Long.class);
    }

    private static List<Map<String, Object>> run(String list, Map<String, String> filters) {
        String values = names(list).stream()
                .map(name -> switch (name) {
                    case "before" -> Long.toString(Long.MAX_VALUE);
                    case "limit" -> Integer.toString(PAGE);
                    case "afterTime" -> "'epoch'";
                    case "afterMember", "afterId" -> "0";
                    default -> filters.containsKey(name) ? "'" + filters.get(name) + "'" : "NULL";
                })
                .collect(Collectors.joining(", "));
        return jdbc.queryForList("EXECUTE " + list + "_list(" + values + ")");
    }

    private static List<String> names(String list) {
        return PARAMETER
                .matcher(text(list))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    private static String numbered(String list) {
        List<String> names = new ArrayList<>(names(list));
        return PARAMETER.matcher(text(list)).replaceAll(found -> "\\$" + (names.indexOf(found.group(1)) + 1));
    }

    private static String text(String list) {
        return SqlFile.read(list + "-list.sql").replaceAll("--[^\n]*", "");
    }

    /** Twenty events a member, the oldest of which are of kinds that are rare; of the first members some are not settled. */
    private static void fill() {
        int members = EVENTS / 20;
        jdbc.update("INSERT INTO member_sync (circle_member_id, synced_at, failed_at, error, due_at)"
                + " SELECT i, CASE WHEN i <= 8 THEN now() - interval '30 days' ELSE now() + interval '1 day' END,"
                + " CASE WHEN i <= 4 THEN now() END, CASE WHEN i <= 4 THEN 'circle-member: 503' END, CASE WHEN i BETWEEN 5 AND 8 THEN now() - interval '1 second'"
                + " WHEN i = 9 THEN 'infinity' WHEN i BETWEEN 10 AND 29 THEN now() + interval '1 day' END"
                + " FROM generate_series(1, " + members + ") AS i");
        jdbc.update("INSERT INTO event (received_at, source, type, disposition, circle_member_id, body)"
                + " SELECT now() - (" + EVENTS + " - i) * interval '1 millisecond', 'circle',"
                + " CASE WHEN i BETWEEN 11 AND 30 THEN 'rare' ELSE 'profile_updated' END,"
                + " CASE WHEN i <= 10 THEN 'quarantined' WHEN i <= 30 THEN 'ignored' ELSE 'due' END,"
                + " i % " + members + " + 1, repeat('x', 100) FROM generate_series(1, " + EVENTS + ") AS i");
        jdbc.update("INSERT INTO profile (id, email, email_key, circle_member_id, created_at, updated_at)"
                + " SELECT ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid, 'p' || i, 'p' || i, i, now(), now()"
                + " FROM generate_series(1, " + members + ") AS i");
        jdbc.update("INSERT INTO gap (kind, subject, profile_id, circle_member_id, opened_at, resolved_at)"
                + " SELECT CASE WHEN i <= 5 THEN 'sync-failed' ELSE 'missing-workos' END, 'profile:' || i, p.id, i, now(),"
                + " CASE WHEN i > 100 THEN now() END FROM generate_series(1, " + members + ") AS i"
                + " JOIN profile AS p ON p.circle_member_id = i");
        jdbc.update("INSERT INTO gap (kind, subject, circle_member_id, opened_at, resolved_at)"
                + " SELECT 'member-left', 'member:' || i, i, now(), now() FROM generate_series(1, " + members
                + ") AS i");
        jdbc.update("INSERT INTO outbox (key, channel, kind, payload, state, created_at, due_at)"
                + " SELECT i, CASE WHEN i % 2 = 0 THEN 'mail' ELSE 'slack' END, 'missing-workos', '{}',"
                + " CASE WHEN i <= 5 THEN 'failed' WHEN i <= 1000 THEN 'pending' ELSE 'sent' END, now(), now() + interval '1 day'"
                + " FROM generate_series(1, " + EVENTS + ") AS i");
        jdbc.update("INSERT INTO conflict (profile_id, circle_member_id, field, winner, rule, recorded_at)"
                + " SELECT p.id, i, CASE WHEN i <= 5 THEN 'rare' ELSE 'headline' END, 'local', 'most-recent', now()"
                + " FROM generate_series(1, " + members + ") AS i JOIN profile AS p ON p.circle_member_id = i");
    }
}
