package io.circlesync.check;

import io.circlesync.database.DatabaseFindings;
import io.circlesync.database.DatabaseFindings.Facts;
import io.circlesync.database.DatabaseFindings.Migrations;
import io.circlesync.database.DatabaseLook;
import io.circlesync.database.DatabaseSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks at the database, as a start would find it, and at what was noted there of the partners. */
public final class DatabaseCheck {

    /** What its lines are about. */
    public static final String WHAT = "database";

    private static final Set<String> UTC =
            Set.of("UTC", "ETC/UTC", "GMT", "ETC/GMT", "UCT", "ZULU", "ETC/ZULU", "ETC/UCT");
    private static final String EXPECTED =
            "; expected a server that takes this login: look at host, port and name, at role and password, and at a firewall"
                    + " or pg_hba.conf";
    private static final double MUCH = 0.7;

    private final int connections;
    private final int quota;
    private final List<Check> checks = new ArrayList<>();

    private DatabaseCheck(int connections, int quota) {
        this.connections = connections;
        this.quota = quota;
    }

    /**
     * The question.
     *
     * @param connections how many one node takes at most
     * @param quota how many calls a month Circle's plan has
     * @param clock this machine's
     */
    public static Question of(DatabaseSettings settings, int connections, int quota, Clock clock) {
        return new Question(WHAT, () -> new DatabaseCheck(connections, quota).judge(DatabaseLook.at(settings, clock)));
    }

    private List<Check> judge(DatabaseFindings findings) {
        findings.faults()
                .forEach(fault -> checks.add(
                        Check.notOk(WHAT, "database.url " + fault + (fault.contains("; expected") ? "" : EXPECTED))));
        findings.facts().ifPresent(facts -> {
            if (findings.faults().isEmpty()) {
                checks.add(Check.ok(WHAT, place(facts) + "; " + tables(facts.migrations())));
            }
            newer(facts.migrations());
            zone(facts);
            Clocks.compare(WHAT, "The database's", facts.clockAhead(), Duration.ZERO)
                    .ifPresent(checks::add);
            room(facts);
            partners(facts);
        });
        return checks;
    }

    private static String place(Facts facts) {
        return "PostgreSQL " + facts.version() + ", database " + facts.database()
                + facts.schema().map(schema -> ", schema " + schema).orElse("") + ", as " + facts.role();
    }

    private static String tables(Migrations migrations) {
        return migrations
                .applied()
                .map(applied -> migrations.pending() == 0
                        ? "the tables are those of this version"
                        : "the tables are of an earlier version (" + applied + "), and the next start brings them to "
                                + migrations.newest())
                .orElse("there are no tables yet, and the first start makes them");
    }

    private void newer(Migrations migrations) {
        if (migrations.isOfNewerVersion()) {
            checks.add(Check.warning(
                    WHAT,
                    "The tables are of a later version (" + migrations.applied().orElse("?")
                            + ") than this program (" + migrations.newest()
                            + "); expected this or the next version beside each other during an upgrade, and no older one"
                            + " for long"));
        }
    }

    private void zone(Facts facts) {
        if (!UTC.contains(facts.timeZone().toUpperCase(java.util.Locale.ROOT))) {
            checks.add(Check.warning(
                    WHAT,
                    "The database's own time zone is " + facts.timeZone()
                            + "; this service's sessions are in UTC whatever it is, but who looks at tables by hand or by"
                            + " another program reads other hours: ALTER DATABASE " + facts.database()
                            + " SET timezone = 'UTC'"));
        }
    }

    private void room(Facts facts) {
        int most = facts.mostConnections();
        int free = most - facts.othersConnections();
        String need = "a node takes up to " + connections + " connections (sync.concurrency + 13)";
        if (most < connections) {
            checks.add(Check.notOk(
                    WHAT,
                    need + ", and there are " + most + " for this role and database; expected more (max_connections, or"
                            + " CONNECTION LIMIT of the role or the database), or a lower sync.concurrency"));
        } else if (free < connections) {
            checks.add(Check.warning(
                    WHAT,
                    need + ", and of " + most + " others hold " + facts.othersConnections()
                            + " at the moment; expected room for all nodes, and for two of each during an upgrade"));
        }
    }

    private void partners(Facts facts) {
        facts.partners().callsThisMonth().ifPresent(calls -> {
            String used = calls + " of " + quota + " calls of this month are used (circle.monthly-quota)";
            if (calls >= quota) {
                checks.add(Check.notOk(
                        CircleCheck.WHAT,
                        used + ", so nothing is synced before the next one; expected a setting that is your plan's"));
            } else if (calls >= quota * MUCH) {
                checks.add(Check.warning(CircleCheck.WHAT, used + "; look at what uses them, or at your plan"));
            } else {
                checks.add(Check.ok(CircleCheck.WHAT, used));
            }
        });
        facts.partners()
                .stopped()
                .forEach(partner -> checks.add(Check.warning(
                        WHAT,
                        "The service has stopped calling " + partner.name() + " (" + partner.reason() + "); "
                                + (partner.byAPerson()
                                        ? "it goes on when a person says so (POST /api/partners/" + partner.name()
                                                + "/close)"
                                        : "it asks by itself whether that is mended (GET /api/partners)"))));
    }
}
