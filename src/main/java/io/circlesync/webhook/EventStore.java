package io.circlesync.webhook;

import io.circlesync.database.SqlFile;
import io.circlesync.webhook.EventRow.Disposition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/** Writes events and marks their members due: any number of them in one statement, which is one transaction. */
final class EventStore {

    private static final String SQL = SqlFile.read("event-store.sql");

    private final DataSource dataSource;
    private final Duration debounce;

    EventStore(DataSource dataSource, Duration debounce) {
        this.dataSource = dataSource;
        this.debounce = debounce;
    }

    /**
     * Stores all of them, apart from those whose member's row is held by somebody.
     *
     * @return the places in the list of those that were not stored
     */
    Set<Integer> store(List<EventRow> events) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            int parameter = 1;
            statement.setArray(parameter++, texts(connection, events, EventRow::source));
            statement.setArray(parameter++, texts(connection, events, EventRow::type));
            statement.setArray(
                    parameter++,
                    texts(connection, events, event -> event.disposition().columnValue()));
            statement.setArray(
                    parameter++,
                    connection.createArrayOf(
                            "bigint", events.stream().map(EventRow::memberId).toArray()));
            statement.setArray(parameter++, texts(connection, events, EventRow::reason));
            statement.setArray(parameter++, texts(connection, events, EventRow::body));
            statement.setArray(parameter++, texts(connection, events, EventRow::snapshot));
            statement.setArray(parameter++, texts(connection, events, EventRow::hint));
            statement.setArray(parameter++, texts(connection, events, EventRow::traceparent));
            statement.setString(parameter++, Disposition.DUE.columnValue());
            statement.setLong(parameter, debounce.toMillis());
            Set<Integer> held = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    held.add(rows.getInt("position") - 1);
                }
            }
            return held;
        }
    }

    private static java.sql.Array texts(Connection connection, List<EventRow> events, Function<EventRow, String> column)
            throws SQLException {
        return connection.createArrayOf("text", events.stream().map(column).toArray());
    }
}
