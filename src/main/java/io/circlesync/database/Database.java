package io.circlesync.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.circlesync.settings.SettingsException;
import javax.sql.DataSource;
import org.apache.camel.support.service.ServiceSupport;
import org.postgresql.util.PSQLException;

/** The pool of connections to PostgreSQL, on a schema that is up to date. */
public final class Database extends ServiceSupport {

    /**
     * Two seconds: Circle waits about five for an answer, and a webhook that cannot be stored is to be told so in time.
     */
    private static final long CONNECTION_TIMEOUT_MS = 2_000;

    private static final long VALIDATION_TIMEOUT_MS = 1_000;
    private static final int SOCKET_TIMEOUT_S = 15;

    /**
     * Every row is looked up by a key. A plan that a connection keeps from when a table was small would go on reading
     * the whole of it: by a scan, by a join that reads one side as a whole, or by sorting what an index holds in order. What the planner is told to avoid looks
     * so dear to it that it would compile the statement, which takes a second; there is nothing here that gains by it.
     *
     * <p>Whoever waits for a lock that somebody left held has to hear of it before the socket gives up. The zone is the
     * same whatever the server's or this process's own is.
     */
    static final String SESSION = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
            + " SET enable_material = off; SET enable_sort = off; SET jit = off; SET lock_timeout = '5s'; SET TIME ZONE 'UTC'";

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Connects, and brings the schema up to date.
     *
     * @param connections how many connections the pool may hold
     * @throws SettingsException if the database cannot be reached, refuses the login, or is not fit for the schema
     */
    public static Database open(DatabaseSettings settings, int connections) {
        new Schema(settings).bringUpToDate();
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(settings.url());
        settings.username().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setValidationTimeout(VALIDATION_TIMEOUT_MS);
        config.setRegisterMbeans(true);
        config.setConnectionInitSql(SESSION);
        // The details of an error quote rows, and so people's data, which must not get into a log.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "circle-sync");
        // A text takes the type that the statement asks for. Sent as varchar, it would not be what camel-sql's look at
        // the
        // parameters has found, and the server would parse and plan the statement anew at each call.
        config.addDataSourceProperty("stringtype", "unspecified");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_TIMEOUT_S));
        return new Database(connect(config));
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

    /** The pool itself. */
    public DataSource dataSource() {
        return pool;
    }

    @Override
    protected void doStop() {
        pool.close();
    }
}
