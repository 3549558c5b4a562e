package io.circlesync.database;

import io.circlesync.settings.SettingsException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLException;

/**
 * The tables of the service in its database. What else lives there is left alone: a schema is used if it is empty or
 * holds what an earlier version of the service made, and refused in one line otherwise, before anything is written.
 */
final class Schema {

    private static final String HISTORY = "flyway_schema_history";
    private static final String FIRST_MIGRATION = "V1__circle_sync.sql";

    /** The first with {@code gen_random_uuid()}. */
    private static final int OLDEST_SERVER = 13;

    private static final int MOST_NAMED = 4;

    private static final String LOOK = """
            SELECT current_setting('server_version_num')::integer / 10000 AS version,
                   current_database() AS database,
                   current_user AS role,
                   pg_encoding_to_char((SELECT encoding FROM pg_database WHERE datname = current_database())) AS encoding,
                   pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only,
                   current_setting('%s', true) IS NOT NULL AS own_session,
                   current_schema() AS schema,
                   coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create_tables,
                   has_database_privilege(current_database(), 'CREATE') AS may_create_schemas,
                   -- What extensions bring is nobody's data.
                   ARRAY(
                       SELECT c.relname::text AS name
                       FROM pg_class AS c
                       WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
                         AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                         AND NOT EXISTS (
                             SELECT FROM pg_depend AS d
                             WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
                       UNION ALL
                       SELECT p.proname || '()'
                       FROM pg_proc AS p
                       WHERE p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
                         AND NOT EXISTS (
                             SELECT FROM pg_depend AS d
                             WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
                       ORDER BY name) AS tables
            """.formatted(Connector.MARK);

    /** The role or the database may have limits of its own; a migration of a large table takes longer than any. */
    private static final Map<String, String> NO_LIMITS =
            Map.of("statement_timeout", "0", "lock_timeout", "0", "idle_in_transaction_session_timeout", "0");

    private static final Map<PGProperty, String> DRIVER = Map.of(
            PGProperty.APPLICATION_NAME, "circle-sync start",
            PGProperty.TCP_KEEP_ALIVE, "true",
            PGProperty.CONNECT_TIMEOUT, "2");

    /** {@code protocol_violation}, which is also what a pooler says to a setting that it does not pass on. */
    private static final String PROTOCOL_VIOLATION = "08P01";

    private static final String NO_RIGHT = "42501";

    private static final String POOLED =
            "leads through a pooler (PgBouncer or the like) that does not pass on the settings of a session; expected"
                    + " PostgreSQL's own port, for the service keeps a pool of its own";

    /** What a look at the database has found. */
    record Found(
            int version,
            String database,
            String role,
            String encoding,
            boolean readOnly,
            boolean ownSession,
            Optional<String> schema,
            boolean mayCreateTables,
            boolean mayCreateSchemas,
            List<String> tables) {}

    private final DatabaseSettings settings;

    Schema(DatabaseSettings settings) {
        this.settings = settings;
    }

    /**
     * Makes the tables, or changes those of an earlier version; another node that starts at the same time is waited for.
     * A schema that {@code currentSchema} in the URL names is made if it is missing.
     *
     * @throws SettingsException if the database cannot be reached, or is not fit for it
     */
    void bringUpToDate() {
        DataSource dataSource = dataSource();
        try (Connection connection = dataSource.getConnection()) {
            Found found = look(connection);
            refuse(faults(found));
            if (isNamedSchemaMissing(connection, found)) {
                refuse(faultOfMissingSchema(found).stream().toList());
                createSchema(connection);
                found = look(connection);
            }
            refuse(faultOfTables(connection, found).stream().toList());
            migrate(dataSource, found);
        } catch (SQLException e) {
            refuse(List.of(faultOfConnection(e)));
        }
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw refusal(String.join("; ", faults));
        }
    }

    /** Why there is no connection, or none that answers. */
    static String faultOfConnection(SQLException failure) {
        return PROTOCOL_VIOLATION.equals(failure.getSQLState())
                        && failure.getMessage().contains("startup parameter")
                ? POOLED
                : "cannot be connected to: " + failure.getMessage();
    }

    /**
     * Connections on which a statement may take as long as it takes: a migration of a large table takes longer than
     * anything that the running service would wait for.
     */
    private DataSource dataSource() {
        PGSimpleDataSource dataSource = Connector.dataSource(settings, NO_LIMITS, DRIVER);
        dataSource.setSocketTimeout(0);
        return dataSource;
    }

    /** Looks at the database, and writes nothing. */
    static Found look(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LOOK)) {
            row.next();
            return new Found(
                    row.getInt("version"),
                    row.getString("database"),
                    row.getString("role"),
                    row.getString("encoding"),
                    row.getBoolean("read_only"),
                    row.getBoolean("own_session"),
                    Optional.ofNullable(row.getString("schema")),
                    row.getBoolean("may_create_tables"),
                    row.getBoolean("may_create_schemas"),
                    texts(row.getArray("tables")));
        }
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    /** What makes the server or the database unfit, whatever is in it; each goes on from "database.url". */
    static List<String> faults(Found found) {
        List<String> faults = new ArrayList<>();
        if (!found.ownSession()) {
            faults.add(POOLED);
        }
        if (found.version() < OLDEST_SERVER) {
            faults.add("leads to PostgreSQL " + found.version() + "; expected " + OLDEST_SERVER + " or later");
        }
        if (!found.encoding().equals("UTF8")) {
            faults.add("leads to the database " + found.database() + " in the encoding " + found.encoding()
                    + ", which cannot hold every name; expected UTF8");
        }
        if (found.readOnly()) {
            faults.add("leads to a server that takes no writes (a standby, or read-only by setting);"
                    + " expected the primary: with several hosts in the URL, targetServerType=primary finds it");
        }
        return faults;
    }

    /** Only the first name counts: tables are made there. */
    private Optional<String> namedSchema() {
        Properties properties = Driver.parseURL(settings.url(), null);
        return Optional.ofNullable(properties)
                .map(PGProperty.CURRENT_SCHEMA::getOrDefault)
                .map(path -> path.split(",")[0].strip().replaceAll("^\"|\"$", ""))
                .filter(name -> !name.isEmpty());
    }

    /** Whether the URL names a schema that is not there. */
    boolean isNamedSchemaMissing(Connection connection, Found found) throws SQLException {
        Optional<String> named = namedSchema();
        if (named.isEmpty() || named.equals(found.schema())) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT FROM pg_namespace WHERE nspname = ?")) {
            statement.setString(1, named.get());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    throw refusal("names the schema " + named.get() + ", which the role " + found.role()
                            + " may not use; expected: GRANT USAGE, CREATE ON SCHEMA " + named.get() + " TO "
                            + found.role());
                }
                return true;
            }
        }
    }

    /** Why a schema that the URL names and that is not there cannot be made. */
    Optional<String> faultOfMissingSchema(Found found) {
        String name = namedSchema().orElseThrow();
        return found.mayCreateSchemas()
                ? Optional.empty()
                : Optional.of("names the schema " + name + ", which is missing in the database " + found.database()
                        + ", and the role " + found.role() + " may not create it; expected: CREATE SCHEMA " + name
                        + " AUTHORIZATION " + found.role());
    }

    private void createSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS "
                    + statement.enquoteIdentifier(namedSchema().orElseThrow(), true));
        }
    }

    /** Why the tables that are there, or none, are not this service's. */
    static Optional<String> faultOfTables(Connection connection, Found found) throws SQLException {
        if (found.schema().isEmpty()) {
            return Optional.of("leads to the database " + found.database() + ", in which the role " + found.role()
                    + " has no schema to use; expected one: give its name as currentSchema in the URL");
        }
        String schema = found.schema().get();
        if (!found.tables().contains(HISTORY)) {
            return found.tables().isEmpty() ? Optional.empty() : Optional.of(faultOfOthers(schema, found));
        }
        try {
            return isOurs(connection, schema) ? Optional.empty() : Optional.of(faultOfOthers(schema, found));
        } catch (SQLException e) {
            if (NO_RIGHT.equals(e.getSQLState())) {
                return Optional.of("leads to the schema " + schema + " of the database " + found.database()
                        + ", whose tables the role " + found.role() + " may not read; expected: "
                        + grant(schema, found.role()));
            }
            throw e;
        }
    }

    private static String faultOfOthers(String schema, Found found) {
        return "leads to the schema " + schema + " of the database " + found.database()
                + ", where something else keeps its tables (" + some(found.tables())
                + "); expected an empty schema or this service's own: give it one by ?currentSchema=circle_sync";
    }

    /** What gives a role the rights that the running service needs. */
    static String grant(String schema, String role) {
        return "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + role;
    }

    /** Whether the history begins as ours does; one that is still empty is about to be ours. */
    private static boolean isOurs(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT script FROM "
                        + statement.enquoteIdentifier(schema, true) + "." + HISTORY
                        + " WHERE version IS NOT NULL ORDER BY installed_rank LIMIT 1")) {
            return !row.next() || row.getString("script").equals(FIRST_MIGRATION);
        }
    }

    static String some(List<String> tables) {
        List<String> theirs =
                tables.stream().filter(table -> !table.equals(HISTORY)).toList();
        if (theirs.isEmpty()) {
            return HISTORY;
        }
        String first = String.join(", ", theirs.subList(0, Math.min(MOST_NAMED, theirs.size())));
        return theirs.size() > MOST_NAMED ? first + ", …" : first;
    }

    private static void migrate(DataSource dataSource, Found found) {
        Flyway flyway = flyway(dataSource, found);
        try {
            if (flyway.info().pending().length > 0) {
                refuse(faultOfTableRights(found).stream().toList());
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw refusal("leads to the schema " + found.schema().get() + " of the database " + found.database()
                    + ", which cannot be brought up to date: " + reason(e));
        }
    }

    /** Why tables cannot be made. */
    static Optional<String> faultOfTableRights(Found found) {
        return found.mayCreateTables()
                ? Optional.empty()
                : Optional.of("leads to the schema " + found.schema().get() + " of the database " + found.database()
                        + ", where the role " + found.role()
                        + " may not create tables; expected: GRANT CREATE ON SCHEMA "
                        + found.schema().get() + " TO " + found.role());
    }

    /** The migrations of this version, and those that are in the schema. */
    static Flyway flyway(DataSource dataSource, Found found) {
        return Flyway.configure()
                .dataSource(dataSource)
                .defaultSchema(found.schema().orElseThrow())
                .initSql("SET TIME ZONE 'UTC'")
                .load();
    }

    static String reason(FlywayException failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(PSQLException.class::isInstance)
                .findFirst()
                .or(() -> Optional.of(failure))
                .map(cause -> Arrays.stream(String.valueOf(cause.getMessage()).split("\\R"))
                        .filter(line -> !line.isBlank())
                        .reduce((a, b) -> a + " " + b.strip())
                        .orElse(""))
                .get();
    }

    private static SettingsException refusal(String found) {
        return new SettingsException("database.url " + found);
    }
}
