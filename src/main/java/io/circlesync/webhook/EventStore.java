package io.circlesync.webhook;

import io.circlesync.webhook.EventRow.Disposition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** Writes events and marks their members due: any number of them in one statement, which is one transaction. */
final class EventStore {

    private static final String SQL = read("/sql/event-store.sql");

    /** Ends a statement that waits for a lock, say, before those who wait for it have left. */
    private static final int TIMEOUT_S = 3;

    private final DataSource dataSource;
    private final Duration debounce;

    EventStore(DataSource dataSource, Duration debounce) {
        this.dataSource = dataSource;
        this.debounce = debounce;
    }

    void store(List<EventRow> events) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setQueryTimeout(TIMEOUT_S);
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
            statement.setString(parameter++, Disposition.DUE.columnValue());
            statement.setLong(parameter, debounce.toMillis());
            statement.execute();
        }
    }

    private static java.sql.Array texts(Connection connection, List<EventRow> events, Function<EventRow, String> column)
            throws SQLException {
        return connection.createArrayOf("text", events.stream().map(column).toArray());
    }

    private static String read(String resource) {
        try (InputStream in = EventStore.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
