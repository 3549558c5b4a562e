package io.circlesync.sandbox.received;

import io.circlesync.json.Json;
import io.circlesync.profile.StorableText;
import java.util.List;
import java.util.function.LongFunction;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The latest things of one kind in the sandbox's own schema, so that they outlive a restart. */
final class ReceivedTable<T> {

    private final JdbcTemplate jdbc;
    private final String kind;
    private final Class<T> type;

    /**
     * @param dataSource a database in which the community has been opened
     * @param type what JSON is read as
     */
    ReceivedTable(DataSource dataSource, String kind, Class<T> type) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.kind = kind;
        this.type = type;
    }

    /** Newest first. */
    List<T> latest(int most) {
        return jdbc.query(
                "SELECT content FROM sandbox.received WHERE kind = ? ORDER BY id DESC LIMIT ?",
                (row, number) -> Json.read(row.getString("content"), type),
                kind,
                most);
    }

    /** Adds what is made with the next id, and drops what is older than so many. */
    T add(LongFunction<T> withId, int most) {
        long id = jdbc.queryForObject("SELECT nextval('sandbox.received_id')", Long.class);
        T item = withId.apply(id);
        jdbc.update(
                "INSERT INTO sandbox.received (id, kind, content) VALUES (?, ?, ?)",
                id,
                kind,
                StorableText.of(Json.write(item)));
        jdbc.update("""
                DELETE FROM sandbox.received
                WHERE kind = ? AND id <= (
                    SELECT id FROM sandbox.received WHERE kind = ? ORDER BY id DESC OFFSET ? LIMIT 1)
                """, kind, kind, most);
        return item;
    }
}
