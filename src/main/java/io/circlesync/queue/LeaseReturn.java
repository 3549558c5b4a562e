package io.circlesync.queue;

import io.circlesync.database.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back, when this process stops, the members that it has not come to the end with, so that others need not wait
 * for the end of their leases. It stops after the routes and before the database.
 */
final class LeaseReturn extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseReturn.class);
    private static final String SQL = SqlFile.read("member-lease-return.sql");

    private final Leases leases;
    private final DataSource dataSource;

    LeaseReturn(Leases leases, DataSource dataSource) {
        this.leases = leases;
        this.dataSource = dataSource;
    }

    @Override
    protected void doStop() {
        if (!leases.anyHeld()) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setString(1, leases.all());
            int returned = statement.executeUpdate();
            LOG.info("Gave back {} members whose sync has not come to its end", returned);
        } catch (SQLException e) {
            LOG.warn(
                    "Members whose sync has not come to its end could not be given back; others take them when their"
                            + " leases end (SQLSTATE {})",
                    e.getSQLState());
        }
    }
}
