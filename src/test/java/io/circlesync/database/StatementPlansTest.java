package io.circlesync.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.fixture.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * No statement reads more rows than it was asked about, however large the tables have grown since it was planned. The
 * server keeps the plan of a statement that comes often, so each is planned here while the tables are empty, and run with
 * that plan when there are many rows; and planned once more when the server knows of them. What a statement is asked is made up from its own text.
 */
class StatementPlansTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 100_000;

    /** Some tables hold several rows about one person, and a batch or a page has up to a hundred. */
    private static final int MOST_ROWS_READ = 2_000;

    /** Asked about so many people at once. */
    private static final int ASKED = 20;

    /**
     * Of channels, fields and schedules there are as many as somebody has set up, and what was agreed on under another key is looked for
     * by a start alone. Whoever is to be written to or tried again is looked for once, when a person says so. Figures are
     * counted, some seconds apart at least, over an index.
     */
    private static final Map<String, Set<String>> READS_ALL = Map.ofEntries(
            Map.entry("check-partners.sql", Set.of("partner")),
            Map.entry("field-keys-forget.sql", Set.of("profile")),
            Map.entry("field-keys-moved.sql", Set.of("field_key")),
            Map.entry("field-keys-moving.sql", Set.of("field_key")),
            Map.entry("outbox-due.sql", Set.of("partner")),
            Map.entry("gap-remind-all.sql", Set.of("gap", "profile")),
            Map.entry("member-retry-all.sql", Set.of("member_sync")),
            Map.entry("message-list.sql", Set.of("partner")),
            Map.entry("partner-list.sql", Set.of("partner")),
            Map.entry("reconcile-schedule.sql", Set.of("reconcile_schedule")),
            Map.entry(
                    "service-state.sql",
                    Set.of(
                            "partner",
                            "outbox",
                            "member_sync",
                            "profile_search",
                            "event",
                            "gap",
                            "last_success",
                            "replay")));

    /** Columns that mean something; the rest are filled by their type. {@code i} is the number of the row. */
    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("profile.id", uuid("i")),
            Map.entry("email", "'p' || i || '@example.org'"),
            Map.entry("email_key", "'p' || i || '@example.org'"),
            Map.entry("workos_user_id", "'user_' || i"),
            Map.entry("user_id", "'user_' || i"),
            Map.entry("circle_member_id", "i"),
            Map.entry("referral_code", "'r' || i"),
            Map.entry("profile_id", uuid("i")),
            Map.entry("lease_token", uuid("i")),
            Map.entry("subject", "'profile:' || " + uuid("i")),
            Map.entry("gap.kind", "'missing-workos'"),
            Map.entry("outbox.channel", "CASE WHEN i % 2 = 0 THEN 'mail' ELSE 'slack' END"),
            Map.entry("outbox.key", "'k' || i"),
            // After a bad night everything is due at once, and as much has just been told.
            Map.entry("outbox.state", "CASE WHEN i % 4 < 2 THEN 'pending' ELSE 'sent' END"),
            // Whatever time the test takes.
            Map.entry("outbox.sent_at", "now() + i * interval '1 second'"),
            Map.entry("due_at", "now() - i * interval '1 second'"),
            Map.entry("remind_at", "now() - i * interval '1 second'"),
            Map.entry("reconciliation.state", "'done'"),
            Map.entry("event.disposition", "'due'"),
            Map.entry("event.source", "'circle'"),
            Map.entry("event.external_id", "'e' || i"),
            Map.entry("change.source", "'local'"),
            Map.entry("conflict.winner", "'local'"),
            Map.entry("conflict.rule", "'most-recent'"));

    /** What the parameters and the keys of the JSON documents mean, by name; the rest are filled by their type. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("email", "p%d@example.org"),
            Map.entry("email_key", "p%d@example.org"),
            Map.entry("emailKey", "p%d@example.org"),
            Map.entry("sso", "user_%d"),
            Map.entry("user_id", "user_%d"),
            Map.entry("workos_user_id", "user_%d"),
            Map.entry("userId", "user_%d"),
            Map.entry("referralCode", "r%d"),
            Map.entry("referral_code", "r%d"),
            Map.entry("id", "00000000-0000-0000-0000-%012d"),
            Map.entry("subject", "profile:00000000-0000-0000-0000-%012d"),
            Map.entry("kind", "missing-workos"),
            Map.entry("key", "new%d"),
            Map.entry("channel", "mail"),
            Map.entry("source", "circle"),
            Map.entry("disposition", "due"),
            Map.entry("winner", "local"),
            Map.entry("state", "sent"),
            Map.entry("standing", "open"),
            Map.entry("next_state", "running"),
            Map.entry("token", "00000000-0000-0000-0000-000000000010"),
            Map.entry("last", "true"),
            Map.entry("rule", "most-recent"),
            Map.entry("field", "headline"));

    /** Parameters that say how many rows are wanted. */
    private static final String LIMIT = "limit";

    /** The one array of texts that are JSON, in the order of {@code event-store.sql}. */
    private static final int HINTS = 7;

    private static final Pattern PARAMETER =
            Pattern.compile(":[#?]\\$\\{([^}]*)}|:[#?](\\w+)|(?<=[\\s(])[#?](?=[\\s:,)]|$)", Pattern.MULTILINE);
    private static final Pattern RECORDSET = Pattern.compile(
            "jsonb_to_record(set)?\\(\\s*(?:CAST\\(\\$\\d+ AS jsonb\\)|(?:\\w+\\.)?d(?: -> '(\\w+)')?)\\s*\\) AS \\w+ \\(([^)]*)\\)",
            Pattern.DOTALL);
    private static final Pattern ELEMENTS = Pattern.compile("jsonb_array_elements(?:_text)?\\(d -> '(\\w+)'");
    private static final Pattern SCALAR = Pattern.compile("\\bd ->> '(\\w+)'");

    private static Database database;
    private static Connection connection;
    private static final Map<String, PreparedSql> PREPARED = new LinkedHashMap<>();

    /** Rows read by statement and table. */
    private static final Map<String, Map<String, Long>> READ_AS_PLANNED_ON_EMPTY_TABLES = new LinkedHashMap<>();

    private static final Map<String, Map<String, Long>> READ_AS_PLANNED_ON_FULL_TABLES = new LinkedHashMap<>();

    private record PreparedSql(String text, List<String> names, List<String> types, String handle) {
        boolean isList() {
            return names.contains("before");
        }
    }

    @BeforeAll
    static void planOnEmptyTablesAndFillThem() throws Exception {
        database = Database.open(new DatabaseSettings(TestDatabases.create(), Optional.empty(), Optional.empty()), 2);
        connection = database.dataSource().getConnection();
        // The service's own in all but its patience, which a busy machine may need more of.
        connection.setNetworkTimeout(Runnable::run, 0);
        execute("SET statement_timeout = 0");
        execute("SET plan_cache_mode = force_generic_plan");
        for (String table : tables()) {
            // It would have the statements planned anew.
            execute("ALTER TABLE " + table + " SET (autovacuum_enabled = false)");
        }
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/sql"))) {
            for (Path file : files.sorted().toList()) {
                prepare(file);
            }
        }
        for (PreparedSql sql : PREPARED.values()) {
            strings("EXPLAIN EXECUTE " + call(sql, 1));
        }
        fill();
        runAll(READ_AS_PLANNED_ON_EMPTY_TABLES);
        // Has the server plan anew, with what it now knows of the tables.
        execute("ANALYZE");
        runAll(READ_AS_PLANNED_ON_FULL_TABLES);
    }

    private static void runAll(Map<String, Map<String, Long>> runs) throws SQLException {
        for (Map.Entry<String, PreparedSql> entry : PREPARED.entrySet()) {
            Map<String, Long> read;
            try {
                read = explain(entry.getValue(), ROWS / 2);
            } catch (SQLException e) {
                throw new SQLException(entry.getKey(), e);
            }
            read.keySet().removeAll(READS_ALL.getOrDefault(entry.getKey(), Set.of()));
            runs.put(entry.getKey(), read);
        }
    }

    @AfterAll
    static void close() throws Exception {
        connection.close();
        database.stop();
    }

    @TestFactory
    Stream<DynamicTest> reads_no_more_rows_than_it_was_asked_about() {
        return Stream.of(READ_AS_PLANNED_ON_EMPTY_TABLES, READ_AS_PLANNED_ON_FULL_TABLES)
                .flatMap(runs -> runs.entrySet().stream())
                .map(run -> DynamicTest.dynamicTest(
                        run.getKey(),
                        () -> assertThat(run.getValue())
                                .as("rows read by table")
                                .allSatisfy((table, rows) ->
                                        assertThat(rows).as(table).isLessThan(MOST_ROWS_READ))));
    }

    /** Or the limit above would be held by statements that find nothing. */
    @Test
    void finds_what_it_is_asked_about() {
        for (String file : List.of("member-candidates.sql", "change-write.sql", "member-claim.sql")) {
            assertThat(READ_AS_PLANNED_ON_EMPTY_TABLES.get(file).values())
                    .as(file)
                    .anyMatch(rows -> rows >= ASKED);
        }
    }

    private static void prepare(Path file) throws IOException, SQLException {
        String text = Files.readString(file).replaceAll("--[^\n]*", "");
        List<String> names = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        String numbered = PARAMETER.matcher(text).replaceAll(found -> {
            String name = Optional.ofNullable(found.group(1))
                    .or(() -> Optional.ofNullable(found.group(2)))
                    .orElse("");
            boolean known = !name.isEmpty() && places.containsKey(name);
            int place = known ? places.get(name) : names.size() + 1;
            if (!known) {
                names.add(name);
                places.put(name, place);
            }
            return "\\$" + place;
        });
        String handle = "s" + PREPARED.size();
        execute("PREPARE " + handle + " AS " + numbered);
        List<String> types = strings(
                "SELECT unnest(parameter_types)::text FROM pg_prepared_statements WHERE name = '" + handle + "'");
        PREPARED.put(file.getFileName().toString(), new PreparedSql(withFunctions(numbered), names, types, handle));
    }

    /** The statement, with the bodies of the functions that are given its document. */
    private static String withFunctions(String sql) throws SQLException {
        String bodies = String.join(
                "",
                strings("SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
                        + " AND position(proname || '(d)' IN '" + sql.replace("'", "''") + "') > 0"));
        return sql + bodies.replace("document ->", "d ->");
    }

    /** Runs it, takes back what it changed, and gives the rows that it read, by table. */
    private static Map<String, Long> explain(PreparedSql sql, int firstPerson) throws SQLException {
        connection.setAutoCommit(false);
        Map<String, Long> read = new HashMap<>();
        try {
            Map<String, Long> before = fetched();
            String plan = String.join(
                    "", strings("EXPLAIN (ANALYZE, TIMING off, FORMAT JSON) EXECUTE " + call(sql, firstPerson)));
            count(JSON.readTree(plan), read);
            // A plan does not show what functions read.
            fetched().forEach((table, rows) -> read.merge(table, rows - before.getOrDefault(table, 0L), Math::max));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        return read;
    }

    private static Map<String, Long> fetched() throws SQLException {
        return strings(
                        "SELECT relname || ' ' || seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables")
                .stream()
                .map(row -> row.split(" "))
                .collect(Collectors.toMap(row -> row[0], row -> Long.parseLong(row[1])));
    }

    private static String call(PreparedSql sql, int firstPerson) {
        String values = IntStream.range(0, sql.types().size())
                .mapToObj(place -> Optional.ofNullable(value(sql, place, firstPerson))
                        .map(value -> "'" + value.replace("'", "''") + "'")
                        .orElse("NULL"))
                .collect(Collectors.joining(", "));
        return sql.handle() + (values.isEmpty() ? "" : "(" + values + ")");
    }

    private static void count(JsonNode node, Map<String, Long> read) {
        if (node.isArray()) {
            node.forEach(child -> count(child, read));
        } else if (node.isObject()) {
            String type = node.path("Node Type").asText();
            if (node.has("Relation Name") && type.contains("Scan")) {
                double rows = (node.path("Actual Rows").asDouble()
                                + node.path("Rows Removed by Filter").asDouble()
                                + node.path("Rows Removed by Index Recheck").asDouble())
                        * node.path("Actual Loops").asDouble();
                read.merge(node.get("Relation Name").asText(), Math.round(rows), Long::sum);
            }
            node.forEach(child -> count(child, read));
        }
    }

    private static String value(PreparedSql sql, int place, int person) {
        boolean isLimit = Pattern.compile("LIMIT \\$" + (place + 1) + "\\b")
                .matcher(sql.text())
                .find();
        String name = isLimit ? LIMIT : sql.names().get(place).replaceAll(".*\\.", "");
        String type = sql.types().get(place);
        if (sql.text().contains("AS e (source,") && place == HINTS) {
            return scalar(name, type, person).replace("due", "null");
        }
        if (type.equals("jsonb") || type.equals("json")) {
            return document(sql.text(), place + 1, person).toString();
        }
        // A list that is asked for nothing special.
        return sql.isList() && !name.equals(LIMIT) && !name.equals("before") ? null : scalar(name, type, person);
    }

    /** What a JSON parameter has to hold, as far as the statement takes it apart. */
    private static JsonNode document(String sql, int place, int person) {
        ObjectNode document = JSON.createObjectNode();
        Matcher scalars = SCALAR.matcher(sql);
        while (scalars.find()) {
            document.put(scalars.group(1), VALUES.getOrDefault(scalars.group(1), "10"));
        }
        ArrayNode rows = JSON.createArrayNode();
        Matcher sets = RECORDSET.matcher(sql);
        while (sets.find()) {
            boolean many = sets.group(1) != null;
            String key = sets.group(2);
            for (int i = 0; i < (many ? ASKED : 1); i++) {
                // Where a statement takes the same rows apart twice, they have the columns of both.
                ObjectNode row = key == null
                        ? many ? (ObjectNode) (rows.has(i) ? rows.get(i) : rows.addObject()) : document
                        : many
                                ? (ObjectNode)
                                        (document.withArray(key).has(i)
                                                ? document.withArray(key).get(i)
                                                : document.withArray(key).addObject())
                                : document.withObject("/" + key);
                row.setAll(record(sets.group(3), person + i));
            }
        }
        Matcher elements = ELEMENTS.matcher(sql);
        while (elements.find()) {
            String key = elements.group(1);
            if (!document.has(key)) {
                document.putArray(key)
                        .add(
                                key.equals("ids")
                                                || key.toLowerCase(java.util.Locale.ROOT)
                                                        .contains("member")
                                        ? Integer.toString(person)
                                        : VALUES.get("id").formatted(person));
            }
        }
        return rows.isEmpty() ? document : rows;
    }

    private static ObjectNode record(String columns, int person) {
        ObjectNode record = JSON.createObjectNode();
        for (String column : columns.split(",")) {
            String[] nameAndType = column.strip().replace("\"", "").split("\\s+", 2);
            String name = nameAndType[0];
            String type = nameAndType[1].strip();
            if (type.equals("jsonb")) {
                record.set(name, JSON.createObjectNode());
            } else if (type.endsWith("[]")) {
                record.set(name, JSON.createArrayNode());
            } else {
                record.put(name, scalar(name, type, person));
            }
        }
        return record;
    }

    private static String scalar(String name, String type, int person) {
        return switch (type) {
            case "bigint" -> Integer.toString(name.equals(LIMIT) ? ASKED : person);
            case "integer", "smallint" -> "10";
            case "double precision", "numeric", "real" -> "1000";
            case "boolean" -> "true";
            case "uuid" -> VALUES.get("id").formatted(person);
            case "interval" -> "5 minutes";
            case "timestamp with time zone" -> "2026-01-22T14:54:18Z";
            case "timestamptz" -> "2026-01-22T14:54:18Z";
            case "bigint[]" ->
                "{"
                        + IntStream.range(person, person + ASKED)
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(","))
                        + "}";
            case "uuid[]" ->
                "{"
                        + IntStream.range(person, person + ASKED)
                                .mapToObj(VALUES.get("id")::formatted)
                                .collect(Collectors.joining(","))
                        + "}";
            case "text[]" -> "{" + String.join(",", java.util.Collections.nCopies(ASKED, "due")) + "}";
            default -> VALUES.getOrDefault(name, "due").formatted(person);
        };
    }

    private static void fill() throws SQLException {
        for (String table : tables()) {
            Map<String, String> columns = new LinkedHashMap<>();
            for (String column : strings("SELECT column_name || ' ' || data_type || ' ' || (is_nullable = 'NO' AND"
                    + " column_default IS NULL AND is_identity = 'NO') FROM information_schema.columns"
                    + " WHERE table_schema = 'public' AND table_name = '" + table + "' AND is_generated = 'NEVER'"
                    + " ORDER BY ordinal_position")) {
                String name = column.replaceAll(" .*", "");
                String type = column.replaceAll("^\\S+ | \\S+$", "");
                String known = COLUMNS.getOrDefault(table + "." + name, COLUMNS.get(name));
                if (known != null) {
                    columns.put(name, known);
                } else if (column.endsWith("true")) {
                    columns.put(name, byType(name, type));
                }
            }
            execute("INSERT INTO " + table + " (" + String.join(", ", columns.keySet()) + ") SELECT "
                    + String.join(", ", columns.values()) + " FROM generate_series(1, " + ROWS + ") AS i");
        }
    }

    private static String byType(String name, String type) {
        return switch (type) {
            case "uuid" -> uuid("i");
            case "timestamp with time zone" -> "now() - i * interval '1 second'";
            case "bigint", "integer" -> "i";
            case "boolean" -> "false";
            case "jsonb" -> "'{}'::jsonb";
            case "ARRAY" -> "'{}'";
            default -> "'" + name + "' || i";
        };
    }

    private static String uuid(String number) {
        return "('00000000-0000-0000-0000-' || lpad(" + number + "::text, 12, '0'))::uuid";
    }

    /** Profiles first, to which others point; accounts in conflict are as few as the open conflicts, and looked through. */
    private static List<String> tables() throws SQLException {
        return strings(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                        + " AND tablename NOT IN ('flyway_schema_history', 'erasure', 'account_conflict') ORDER BY tablename <> 'profile', tablename");
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> strings(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }
}
