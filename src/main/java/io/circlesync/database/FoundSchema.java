package io.circlesync.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a look at a database has found, and what of it the service cannot live with. Each fault goes on from
 * "database.url".
 *
 * @param version of the server, the first number of it
 * @param ownSession whether the settings of the session are those that were asked for
 * @param schema in which tables would be made; none if the role has none to use
 * @param tables and functions that are in it
 */
record FoundSchema(
        int version,
        String database,
        String role,
        String encoding,
        boolean readOnly,
        boolean ownSession,
        Optional<String> schema,
        boolean mayCreateTables,
        boolean mayCreateSchemas,
        List<String> tables) {

    /** The table in which Flyway writes down what it has done. */
    static final String HISTORY = "flyway_schema_history";

    static final String POOLED =
            "leads through a pooler (PgBouncer or the like) that does not pass on the settings of a session; expected"
                    + " PostgreSQL's own port, for the service keeps a pool of its own";

    private static final String LOOK = SqlFile.read("schema-look.sql");

    /** The first with {@code gen_random_uuid()}. */
    private static final int OLDEST_SERVER = 13;

    private static final int MOST_NAMED = 4;

    /** Looks at the database, and writes nothing. */
    static FoundSchema look(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setString(1, Connector.MARK);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new FoundSchema(
                        row.getInt("version"),
                        row.getString("database"),
                        row.getString("role"),
                        row.getString("encoding"),
                        row.getBoolean("read_only"),
                        row.getBoolean("own_session"),
                        Optional.ofNullable(row.getString("schema")),
                        row.getBoolean("may_create_tables"),
                        row.getBoolean("may_create_schemas"),
                        List.of((String[]) row.getArray("tables").getArray()));
            }
        }
    }

    /** What makes the server or the database unfit, whatever is in it. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!ownSession) {
            faults.add(POOLED);
        }
        if (version < OLDEST_SERVER) {
            faults.add("leads to PostgreSQL " + version + "; expected " + OLDEST_SERVER + " or later");
        }
        if (!encoding.equals("UTF8")) {
            faults.add("leads to the database " + database + " in the encoding " + encoding
                    + ", which cannot hold every name; expected UTF8");
        }
        if (readOnly) {
            faults.add("leads to a server that takes no writes (a standby, or read-only by setting);"
                    + " expected the primary: with several hosts in the URL, targetServerType=primary finds it");
        }
        return faults;
    }

    /** Why a schema that the URL names and that is not there cannot be made. */
    Optional<String> faultOfMissing(String name) {
        return mayCreateSchemas
                ? Optional.empty()
                : Optional.of("names the schema " + name + ", which is missing in the database " + database
                        + ", and the role " + role + " may not create it; expected: CREATE SCHEMA " + name
                        + " AUTHORIZATION " + role);
    }

    /** Why a schema that the URL names and that is there cannot be used. */
    String faultOfUse(String name) {
        return "names the schema " + name + ", which the role " + role
                + " may not use; expected: GRANT USAGE, CREATE ON SCHEMA " + name + " TO " + role;
    }

    /** The role has no schema. */
    String faultOfNone() {
        return "leads to the database " + database + ", in which the role " + role
                + " has no schema to use; expected one: give its name as currentSchema in the URL";
    }

    /** The tables are somebody else's. */
    String faultOfOthers() {
        return "leads to the schema " + name() + " of the database " + database
                + ", where something else keeps its tables (" + some(tables)
                + "); expected an empty schema or this service's own: give it one by ?currentSchema=circle_sync";
    }

    /** The tables may not be read. */
    String faultOfReading() {
        return "leads to the schema " + name() + " of the database " + database + ", whose tables the role " + role
                + " may not read; expected: " + grant();
    }

    /** Some tables may not be read and written. */
    String faultOfWriting(List<String> which) {
        return "leads to the schema " + name() + ", where the role " + role + " may not read and write " + some(which)
                + "; expected: " + grant();
    }

    /** Why tables cannot be made. */
    Optional<String> faultOfTableRights() {
        return mayCreateTables
                ? Optional.empty()
                : Optional.of("leads to the schema " + name() + " of the database " + database + ", where the role "
                        + role + " may not create tables; expected: GRANT CREATE ON SCHEMA " + name() + " TO " + role);
    }

    /** The tables that are there cannot be made those of this version. */
    String faultOfMigration(String reason) {
        return "leads to the schema " + name() + " of the database " + database
                + ", which cannot be brought up to date: " + reason;
    }

    private String name() {
        return schema.orElseThrow();
    }

    private String grant() {
        return "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + name() + " TO " + role;
    }

    private static String some(List<String> tables) {
        List<String> theirs =
                tables.stream().filter(table -> !table.equals(HISTORY)).toList();
        if (theirs.isEmpty()) {
            return HISTORY;
        }
        String first = String.join(", ", theirs.subList(0, Math.min(MOST_NAMED, theirs.size())));
        return theirs.size() > MOST_NAMED ? first + ", …" : first;
    }
}
