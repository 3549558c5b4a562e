package io.circlesync.database;

import io.circlesync.retry.Causes;
import io.circlesync.settings.SettingsException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
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

    private static final String FIRST_MIGRATION = "V1__circle_sync.sql";

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
            FoundSchema found = FoundSchema.look(connection);
            refuse(found.faults());
            if (isNamedSchemaMissing(connection, found)) {
                refuse(faultOfMissingSchema(found).stream().toList());
                createSchema(connection);
                found = FoundSchema.look(connection);
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
                ? FoundSchema.POOLED
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

    /** Only the first name counts: tables are made there. */
    private Optional<String> namedSchema() {
        Properties properties = Driver.parseURL(settings.url(), null);
        return Optional.ofNullable(properties)
                .map(PGProperty.CURRENT_SCHEMA::getOrDefault)
                .map(path -> path.split(",")[0].strip().replaceAll("^\"|\"$", ""))
                .filter(name -> !name.isEmpty());
    }

    /** Whether the URL names a schema that is not there. */
    boolean isNamedSchemaMissing(Connection connection, FoundSchema found) throws SQLException {
        Optional<String> named = namedSchema();
        if (named.isEmpty() || named.equals(found.schema())) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT FROM pg_namespace WHERE nspname = ?")) {
            statement.setString(1, named.get());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    throw refusal(found.faultOfUse(named.get()));
                }
                return true;
            }
        }
    }

    /** Why a schema that the URL names and that is not there cannot be made. */
    Optional<String> faultOfMissingSchema(FoundSchema found) {
        return found.faultOfMissing(namedSchema().orElseThrow());
    }

    private void createSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS "
                    + statement.enquoteIdentifier(namedSchema().orElseThrow(), true));
        }
    }

    /** Why the tables that are there, or none, are not this service's. */
    static Optional<String> faultOfTables(Connection connection, FoundSchema found) throws SQLException {
        if (found.schema().isEmpty()) {
            return Optional.of(found.faultOfNone());
        }
        if (!found.tables().contains(FoundSchema.HISTORY)) {
            return found.tables().isEmpty() ? Optional.empty() : Optional.of(found.faultOfOthers());
        }
        try {
            return isOurs(connection, found.schema().get()) ? Optional.empty() : Optional.of(found.faultOfOthers());
        } catch (SQLException e) {
            if (NO_RIGHT.equals(e.getSQLState())) {
                return Optional.of(found.faultOfReading());
            }
            throw e;
        }
    }

    /** Whether the history begins as ours does; one that is still empty is about to be ours. */
    private static boolean isOurs(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT script FROM "
                        + statement.enquoteIdentifier(schema, true) + "." + FoundSchema.HISTORY
                        + " WHERE version IS NOT NULL ORDER BY installed_rank LIMIT 1")) {
            return !row.next() || row.getString("script").equals(FIRST_MIGRATION);
        }
    }

    private static void migrate(DataSource dataSource, FoundSchema found) {
        Flyway flyway = flyway(dataSource, found);
        try {
            if (flyway.info().pending().length > 0) {
                refuse(found.faultOfTableRights().stream().toList());
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw refusal(found.faultOfMigration(reason(e)));
        }
    }

    /** The migrations of this version, and those that are in the schema. */
    static Flyway flyway(DataSource dataSource, FoundSchema found) {
        return Flyway.configure()
                .dataSource(dataSource)
                .defaultSchema(found.schema().orElseThrow())
                .initSql("SET TIME ZONE 'UTC'")
                .load();
    }

    static String reason(FlywayException failure) {
        return Causes.of(failure)
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
