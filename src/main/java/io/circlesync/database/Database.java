package io.circlesync.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.circlesync.settings.Settings;
import javax.sql.DataSource;
import org.apache.camel.support.service.ServiceSupport;
import org.flywaydb.core.Flyway;

/** The pool of connections to PostgreSQL, on a schema that is up to date. */
public final class Database extends ServiceSupport {

    /**
     * Two seconds: Circle waits about five for an answer, and a webhook that cannot be stored is to be told so in time.
     */
    private static final long CONNECTION_TIMEOUT_MS = 2_000;

    private static final int SOCKET_TIMEOUT_S = 15;

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Connects, and migrates the schema.
     *
     * @param connections how many connections the pool may hold
     * @throws RuntimeException if the database cannot be reached or the schema cannot be migrated
     */
    public static Database open(Settings.Database settings, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(settings.url());
        settings.username().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        config.setRegisterMbeans(true);
        // The details of a refused statement quote the row, which is people's data and has no place in a log.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "circle-sync");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_TIMEOUT_S));
        HikariDataSource pool = new HikariDataSource(config);
        Flyway.configure().dataSource(pool).load().migrate();
        return new Database(pool);
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
