package io.circlesync.database;

import io.circlesync.database.DatabaseFindings.Facts;
import io.circlesync.database.DatabaseFindings.Migrations;
import io.circlesync.database.DatabaseFindings.Partners;
import io.circlesync.database.DatabaseFindings.Stopped;
import io.circlesync.settings.SettingsException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.output.ValidateResult;
import org.postgresql.PGProperty;

/** Looks at a database as a start would find it, and writes nothing there. */
public final class DatabaseLook {

    private static final String CIRCUMSTANCES = SqlFile.read("check-circumstances.sql");
    private static final String NOT_TO_BE_WRITTEN = SqlFile.read("check-not-writable.sql");
    private static final String PARTNERS = SqlFile.read("check-partners.sql");

    /** Somebody waits for the answer. */
    private static final Map<String, String> LIMITS = Map.of("statement_timeout", "5s", "lock_timeout", "1s");

    private static final Map<PGProperty, String> DRIVER = Map.of(
            PGProperty.APPLICATION_NAME, "circle-sync check",
            PGProperty.CONNECT_TIMEOUT, "5",
            PGProperty.LOGIN_TIMEOUT, "10",
            PGProperty.SOCKET_TIMEOUT, "10");

    private final DatabaseSettings settings;
    private final Clock clock;
    private final List<String> faults = new ArrayList<>();

    private DatabaseLook(DatabaseSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Connects and looks around, for some seconds at most.
     *
     * @param clock this machine's
     */
    public static DatabaseFindings at(DatabaseSettings settings, Clock clock) {
        return new DatabaseLook(settings, clock).look();
    }

    private DatabaseFindings look() {
        Optional<Facts> facts = Optional.empty();
        try {
            DataSource dataSource = Connector.dataSource(settings, LIMITS, DRIVER);
            try (Connection connection = dataSource.getConnection()) {
                facts = Optional.of(facts(dataSource, connection));
            }
        } catch (SettingsException e) {
            // All of them begin with the name of the setting.
            faults.add(e.getMessage().replaceFirst("^database\\.url ", ""));
        } catch (SQLException e) {
            faults.add(Schema.faultOfConnection(e));
        }
        return new DatabaseFindings(faults, facts);
    }

    private Facts facts(DataSource dataSource, Connection connection) throws SQLException {
        Schema schema = new Schema(settings);
        FoundSchema found = FoundSchema.look(connection);
        faults.addAll(found.faults());
        boolean missing = schema.isNamedSchemaMissing(connection, found);
        Migrations migrations = none();
        Partners partners = new Partners(OptionalInt.empty(), List.of());
        if (missing) {
            schema.faultOfMissingSchema(found).ifPresent(faults::add);
        } else {
            Optional<String> others = Schema.faultOfTables(connection, found);
            others.ifPresent(faults::add);
            if (others.isEmpty()) {
                migrations = migrations(dataSource, found);
                notWritable(connection, found).ifPresent(faults::add);
                partners = partners(connection);
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CIRCUMSTANCES)) {
            row.next();
            return new Facts(
                    found.version(),
                    found.database(),
                    found.role(),
                    missing ? Optional.empty() : found.schema(),
                    row.getString("time_zone"),
                    clockAhead(connection),
                    row.getInt("most_connections"),
                    row.getInt("others"),
                    migrations,
                    partners);
        }
    }

    private static Migrations none() {
        return new Migrations(Optional.empty(), 0, "", false);
    }

    private Migrations migrations(DataSource dataSource, FoundSchema found) {
        try {
            Flyway flyway = Schema.flyway(dataSource, found);
            MigrationInfoService info = flyway.info();
            MigrationInfo[] all = info.all();
            int pending = info.pending().length;
            if (pending > 0) {
                found.faultOfTableRights().ifPresent(faults::add);
            }
            boolean newer = false;
            String newest = "";
            for (MigrationInfo migration : all) {
                newer |= !migration.getState().isResolved();
                newest = migration.getState().isResolved() ? String.valueOf(migration.getVersion()) : newest;
            }
            Optional<String> applied =
                    Optional.ofNullable(info.current()).map(current -> String.valueOf(current.getVersion()));
            if (applied.isPresent()) {
                unlikeOurs(flyway).ifPresent(faults::add);
            }
            return new Migrations(applied, pending, newest, newer);
        } catch (FlywayException e) {
            faults.add("leads to a schema whose history cannot be read: " + Schema.reason(e));
            return none();
        }
    }

    private static Optional<String> unlikeOurs(Flyway flyway) {
        ValidateResult result = Flyway.configure()
                .configuration(flyway.getConfiguration())
                .ignoreMigrationPatterns("*:pending", "*:future")
                .load()
                .validateWithResult();
        return result.invalidMigrations.stream()
                .findFirst()
                .map(invalid -> "leads to a schema whose migration " + invalid.version
                        + " is not this version's, or has failed; expected the schema as this service made it");
    }

    private static Optional<String> notWritable(Connection connection, FoundSchema found) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NOT_TO_BE_WRITTEN)) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables.isEmpty() ? Optional.empty() : Optional.of(found.faultOfWriting(tables));
    }

    /** Before the first start, and of a version that knew no partners, there is nothing to be read. */
    private static Partners partners(Connection connection) {
        OptionalInt calls = OptionalInt.empty();
        List<Stopped> stopped = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(PARTNERS)) {
            while (row.next()) {
                if (row.getString("name").equals("circle")) {
                    calls = OptionalInt.of(row.getInt("month_calls"));
                }
                if (row.getBoolean("stopped")) {
                    stopped.add(
                            new Stopped(row.getString("name"), row.getString("reason"), row.getBoolean("by_a_person")));
                }
            }
        } catch (SQLException e) {
            return new Partners(OptionalInt.empty(), List.of());
        }
        return new Partners(calls, stopped);
    }

    private Duration clockAhead(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Instant before = clock.instant();
            long start = System.nanoTime();
            try (ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
                row.next();
                Duration halfway = Duration.ofNanos((System.nanoTime() - start) / 2);
                return Duration.between(
                        before.plus(halfway),
                        row.getObject(1, OffsetDateTime.class).toInstant());
            }
        }
    }
}
