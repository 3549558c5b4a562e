package io.circlesync.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.circlesync.settings.SettingsException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.support.service.ServiceSupport;
import org.postgresql.PGProperty;
import org.postgresql.util.PSQLException;

/**
 * The connections to PostgreSQL, on a schema that is up to date: a pool for the work, and one each for what must not wait
 * for it (the intake of Circle's events) and what it must not wait for (lists).
 */
public final class Database extends ServiceSupport {

    /**
     * Two seconds: Circle waits about five for an answer, and a webhook that cannot be stored is to be told so in time.
     */
    private static final long CONNECTION_TIMEOUT_MS = 2_000;

    private static final long VALIDATION_TIMEOUT_MS = 1_000;
    private static final int ANSWER_TIMEOUT_S = 1;

    /** One writes, and one takes its place at once when it breaks. */
    private static final int INTAKE_CONNECTIONS = 2;

    /** How many lists are read at the same time. */
    public static final int LIST_CONNECTIONS = 3;

    /**
     * Every row is looked up by a key. A plan that a connection keeps from when a table was small would go on reading
     * the whole of it: by a scan, by a join that reads one side as a whole, or by sorting what an index holds in order.
     * What the planner is told to avoid looks so dear to it that it would compile the statement, which takes a second;
     * there is nothing here that gains by it.
     */
    private static final Map<String, String> PLANS = Map.of(
            "enable_seqscan", "off",
            "enable_hashjoin", "off",
            "enable_mergejoin", "off",
            "enable_material", "off",
            "enable_sort", "off",
            "jit", "off");

    /**
     * What is done again and again is planned once for each connection: by the rules above there is no other plan, whatever
     * the parameters, and while connections are young, planning takes a third of the server's time. A list asks in many ways,
     * and is planned for each.
     */
    private static final Map<String, String> PLANNED_ONCE =
            with(PLANS, Map.of("plan_cache_mode", "force_generic_plan"));

    /**
     * Whatever the server's zone and this process's own are; and nothing is answered for that a server would lose which writes down
     * commits only later.
     */
    private static final String SESSION = "SET TIME ZONE 'UTC';"
            + " SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

    private static final Map<PGProperty, String> KEPT_AT_ONCE = Map.of(PGProperty.PREPARE_THRESHOLD, "1");

    /**
     * Nothing is held or waited for without an end, and the server ends what takes too long before the socket gives up:
     * else it would go on, with all that it holds locked, for somebody who has left. A process that is paused, or whose
     * machine is gone, gives its locks back, too.
     */
    private static final Map<String, String> LIMITS = Map.of(
            "lock_timeout", "5s",
            "statement_timeout", "12s",
            "idle_in_transaction_session_timeout", "10s",
            "tcp_user_timeout", "10s",
            "tcp_keepalives_idle", "30",
            "tcp_keepalives_interval", "5",
            "tcp_keepalives_count", "3");

    private static final int SOCKET_TIMEOUT_S = 15;

    /**
     * A row that somebody holds is told at once; what else is locked, such as a row that is not committed yet, or the table,
     * is waited for only so long that the events of others are answered as fast as ever. A statement that hangs ends before
     * those who wait for it have left.
     */
    private static final Map<String, String> INTAKE_LIMITS = Map.of("lock_timeout", "50ms", "statement_timeout", "3s");

    private static final int INTAKE_SOCKET_TIMEOUT_S = 4;

    /** What a connection of the driver's is, unless the URL says otherwise. */
    private static final Map<PGProperty, String> DRIVER = Map.of(
            PGProperty.APPLICATION_NAME,
            "circle-sync",
            // A text takes the type that the statement asks for. Sent as varchar, it would not be what camel-sql's look
            // at
            // the parameters has found, and the server would parse and plan the statement anew at each call.
            PGProperty.STRING_TYPE,
            "unspecified",
            PGProperty.REWRITE_BATCHED_INSERTS,
            "true",
            PGProperty.TCP_KEEP_ALIVE,
            "true",
            // Of several hosts, the first may be gone.
            PGProperty.CONNECT_TIMEOUT,
            "1",
            PGProperty.SOCKET_TIMEOUT,
            Integer.toString(SOCKET_TIMEOUT_S),
            // A server that has become read only is none, even if it is the only one.
            PGProperty.TARGET_SERVER_TYPE,
            "primary",
            PGProperty.HOST_RECHECK_SECONDS,
            "1");

    private final HikariDataSource work;
    private final HikariDataSource intake;
    private final HikariDataSource lists;

    private Database(HikariDataSource work, HikariDataSource intake, HikariDataSource lists) {
        this.work = work;
        this.intake = intake;
        this.lists = lists;
    }

    /**
     * How many connections a node takes at most.
     *
     * @param connections how many the pool for the work may hold
     */
    public static int mostConnections(int connections) {
        return connections + INTAKE_CONNECTIONS + LIST_CONNECTIONS;
    }

    /**
     * Connects, and brings the schema up to date.
     *
     * @param connections how many connections the pool for the work may hold
     * @throws SettingsException if the database cannot be reached, refuses the login, or is not fit for the schema
     */
    public static Database open(DatabaseSettings settings, int connections) {
        new Schema(settings).bringUpToDate();
        HikariConfig work = pool("database", settings, with(PLANNED_ONCE, LIMITS), with(DRIVER, KEPT_AT_ONCE));
        work.setMaximumPoolSize(connections);
        work.setMinimumIdle(2);
        HikariConfig intake = pool(
                "intake",
                settings,
                with(PLANNED_ONCE, with(LIMITS, INTAKE_LIMITS)),
                with(
                        with(DRIVER, KEPT_AT_ONCE),
                        Map.of(PGProperty.SOCKET_TIMEOUT, Integer.toString(INTAKE_SOCKET_TIMEOUT_S))));
        intake.setMaximumPoolSize(INTAKE_CONNECTIONS);
        HikariConfig lists = pool("lists", settings, with(PLANS, LIMITS), DRIVER);
        lists.setMaximumPoolSize(LIST_CONNECTIONS);
        lists.setMinimumIdle(0);
        lists.setInitializationFailTimeout(-1);
        return new Database(connect(work), connect(intake), connect(lists));
    }

    private static HikariConfig pool(
            String name, DatabaseSettings settings, Map<String, String> server, Map<PGProperty, String> driver) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(Connector.dataSource(settings, server, driver));
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setValidationTimeout(VALIDATION_TIMEOUT_MS);
        config.setRegisterMbeans(true);
        config.setExceptionOverride(new BrokenConnections());
        config.setConnectionInitSql(SESSION);
        return config;
    }

    private static <K> Map<K, String> with(Map<K, String> all, Map<K, String> more) {
        Map<K, String> both = new HashMap<>(all);
        both.putAll(more);
        return both;
    }

    private static HikariDataSource connect(HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            // Only the server's or the driver's own words are repeated, for the URL may hold a password.
            String reason = e.getCause() instanceof PSQLException refusal
                    ? refusal.getMessage()
                    : "expected jdbc:postgresql://host:port/name";
            throw new SettingsException("database.url cannot be connected to: " + reason);
        }
    }

    /** The pool for the work. */
    public DataSource dataSource() {
        return work;
    }

    /** The pool for Circle's events, which are waited for. */
    public DataSource intake() {
        return intake;
    }

    /** The pool for lists, which may take long. */
    public DataSource lists() {
        return lists;
    }

    /** Whether a server answers that takes writes. */
    boolean takesWrites() {
        try (Connection connection = work.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(ANSWER_TIMEOUT_S);
            try (ResultSet row = statement.executeQuery("SELECT current_setting('transaction_read_only')")) {
                return row.next() && row.getString(1).equals("off");
            }
        } catch (SQLException e) {
            return false;
        }
    }

    /** Drops all connections, as they are given back: what one of them met, the others would. */
    void renew() {
        for (HikariDataSource pool : List.of(work, intake, lists)) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    @Override
    protected void doStop() {
        lists.close();
        intake.close();
        work.close();
    }

    /** A server that is read only will stay so; a new connection may lead to another one. */
    private static final class BrokenConnections implements SQLExceptionOverride {

        @java.lang.Override
        public Override adjudicate(SQLException failure) {
            return DatabaseFailure.isReadOnly(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }
}
