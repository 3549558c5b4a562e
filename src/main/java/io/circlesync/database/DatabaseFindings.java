package io.circlesync.database;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a look at a database has found.
 *
 * @param faults why the service cannot work on it; each goes on from "database.url"
 * @param facts empty if there was no connection
 */
public record DatabaseFindings(List<String> faults, Optional<Facts> facts) {

    public DatabaseFindings {
        faults = List.copyOf(faults);
    }

    /**
     * What was seen.
     *
     * @param version PostgreSQL's, such as 17
     * @param schema in which the tables are or are to be made; empty if there is none yet
     * @param timeZone of sessions that say nothing of it, or, where nobody has set one, of the server's log
     * @param clockAhead by how much the database's clock is ahead of this machine's; below zero if it is behind
     * @param mostConnections as many may be open, for this database and this role
     * @param othersConnections as many are open that are not this service's
     * @param migrations those of this service
     * @param partners what this service has noted of them
     */
    public record Facts(
            int version,
            String database,
            String role,
            Optional<String> schema,
            String timeZone,
            Duration clockAhead,
            int mostConnections,
            int othersConnections,
            Migrations migrations,
            Partners partners) {}

    /**
     * How the schema stands to this version of the service.
     *
     * @param applied the newest that is applied, such as 5; empty if there is none
     * @param pending how many the next start makes
     * @param newest the last of this version
     */
    public record Migrations(Optional<String> applied, int pending, String newest, boolean isOfNewerVersion) {}

    /**
     * How the partners stand, as far as the database says.
     *
     * @param callsThisMonth to Circle, in this month of UTC; empty before the first start
     * @param stopped those that are not called at the moment
     */
    public record Partners(OptionalInt callsThisMonth, List<Stopped> stopped) {}

    /**
     * A partner that is not called.
     *
     * @param byAPerson who alone lets calls go on
     */
    public record Stopped(String name, String reason, boolean byAPerson) {}
}
