package io.circlesync.outbox;

import io.circlesync.database.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that a partner has taken from this process and that are not noted as sent yet. When it stops, they are noted, so
 * that nobody gets them twice. Of what is just being sent nobody knows what becomes of it; it keeps its lease. It stops after
 * the routes and before the database.
 */
public final class ConfirmedMessages {

    private static final Logger LOG = LoggerFactory.getLogger(ConfirmedMessages.class);
    private static final String SQL = SqlFile.read("outbox-confirmed.sql");

    private final Set<Long> confirmed = ConcurrentHashMap.newKeySet();
    private final DataSource dataSource;

    public ConfirmedMessages(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void add(List<OutboxEntry> entries) {
        entries.forEach(entry -> confirmed.add(entry.id()));
    }

    /** What became of them is noted. */
    public void forget(Settlement settlement) {
        settlement.ids().forEach(confirmed::remove);
    }

    /** Whether more may be claimed. A process that is about to end leaves it to others. */
    public boolean goesOn(CamelContext context) {
        return !context.isStopping();
    }

    /** What ends with the process, and not with a route that calls this bean, as Camel would have it. */
    public Service life() {
        return new ServiceSupport() {
            @Override
            protected void doStop() {
                note();
            }
        };
    }

    private void note() {
        Long[] ids = confirmed.stream().sorted().toArray(Long[]::new);
        if (ids.length == 0) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids));
            statement.executeUpdate();
            LOG.info("Noted {} messages as sent", ids.length);
        } catch (SQLException e) {
            LOG.warn(
                    "{} messages that were sent could not be noted; they go out again when their leases end (SQLSTATE {})",
                    ids.length,
                    e.getSQLState());
        }
    }
}
