package io.circlesync.outbox;

import io.circlesync.database.SqlFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that this process has claimed. When it stops, those that still wait for their turn are given back, so that
 * others need not wait for the end of their leases, and those that a partner has confirmed are noted as sent, so that
 * nobody gets them twice. Of what is just being sent nobody knows what becomes of it; it keeps its lease. It stops after the
 * routes and before the database.
 */
public final class OutboxLeases {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxLeases.class);
    private static final String SQL = SqlFile.read("outbox-return.sql");

    private enum Stage {
        WAITING,
        SENDING,
        CONFIRMED
    }

    private final Map<Long, Stage> held = new ConcurrentHashMap<>();
    private final DataSource dataSource;

    public OutboxLeases(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    void hold(List<OutboxEntry> entries) {
        entries.forEach(entry -> held.put(entry.id(), Stage.WAITING));
    }

    void sending(List<OutboxEntry> entries) {
        entries.forEach(entry -> held.put(entry.id(), Stage.SENDING));
    }

    void confirmed(List<OutboxEntry> entries) {
        entries.forEach(entry -> held.put(entry.id(), Stage.CONFIRMED));
    }

    /** What became of them is noted. */
    public void release(Settlement settlement) {
        held.keySet().removeAll(settlement.ids());
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
                giveBack();
            }
        };
    }

    private void giveBack() {
        Long[] confirmed = ids(Stage.CONFIRMED);
        Long[] waiting = ids(Stage.WAITING);
        if (confirmed.length + waiting.length == 0) {
            return;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setArray(1, connection.createArrayOf("bigint", confirmed));
            statement.setArray(2, connection.createArrayOf("bigint", waiting));
            statement.executeUpdate();
            LOG.info("Noted {} messages as sent, and gave back {} that were not", confirmed.length, waiting.length);
        } catch (SQLException e) {
            LOG.warn(
                    "{} messages that were sent could not be noted, nor {} be given back; they go out when their leases"
                            + " end (SQLSTATE {})",
                    confirmed.length,
                    waiting.length,
                    e.getSQLState());
        }
    }

    private Long[] ids(Stage stage) {
        return held.entrySet().stream()
                .filter(entry -> entry.getValue() == stage)
                .map(Map.Entry::getKey)
                .sorted()
                .toArray(Long[]::new);
    }
}
