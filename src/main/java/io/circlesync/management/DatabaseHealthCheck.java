package io.circlesync.management;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Readiness: the database answers a query, and takes writes as far as anybody has found. What the driver says when it does not is not repeated, since it may name hosts
 * and users. A restart would not help, so this is no liveness check.
 */
final class DatabaseHealthCheck extends AbstractHealthCheck {

    private static final int QUERY_TIMEOUT_S = 2;

    private final DataSource dataSource;
    private final BooleanSupplier away;

    /** @param away whether writes fail */
    DatabaseHealthCheck(DataSource dataSource, BooleanSupplier away) {
        super("circle-sync", "database");
        this.dataSource = dataSource;
        this.away = away;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (away.getAsBoolean()) {
            builder.down();
            builder.message("The database does not answer, or takes nothing that is written");
            return;
        }
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(QUERY_TIMEOUT_S);
            statement.execute("SELECT 1");
            builder.up();
        } catch (SQLException e) {
            builder.down();
            builder.message("The database does not answer");
        }
    }

    @Override
    public boolean isLiveness() {
        return false;
    }
}
