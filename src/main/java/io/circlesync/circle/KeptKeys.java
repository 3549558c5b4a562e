package io.circlesync.circle;

import io.circlesync.database.SqlFile;
import io.circlesync.json.Json;
import io.circlesync.profile.SyncedFields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Remembers under which keys of Circle's the profile fields are kept. Where a setting names another one, what both sides have
 * agreed on is forgotten for that field: else an empty field of the new key would look as if somebody had cleared it. Nodes
 * that run with other keys claim no members from then on.
 */
public final class KeptKeys {

    private static final Logger LOG = LoggerFactory.getLogger(KeptKeys.class);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private KeptKeys() {}

    /** The keys that are configured, by the fields' names in JSON. */
    public static Map<String, String> of(SyncedFields fields) {
        Map<String, String> keys = new TreeMap<>();
        fields.keys().forEach((field, key) -> keys.put(field.jsonName(), key));
        return keys;
    }

    /**
     * Takes over the keys that are configured. To be called before anything is synced.
     *
     * @param lease for which a node holds a member at most before it says so again
     */
    public static void takeOver(Map<String, String> keys, Duration lease, DataSource dataSource) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        List<String> moved = jdbc.queryForList(SqlFile.read("field-keys-moved.sql"), String.class, Json.write(keys));
        if (!moved.isEmpty()) {
            LOG.info(
                    "{} has another key in Circle than before; whatever the profiles hold goes there, unless there is a"
                            + " newer value. Nodes with the former key sync nobody until they are started anew",
                    String.join(", ", moved));
            String names = "{" + String.join(",", moved) + "}";
            jdbc.update(SqlFile.read("field-keys-moving.sql"), names);
            awaitOthers(lease, jdbc);
            forget(names, jdbc);
        }
        // Last, so that a start that is broken off begins anew.
        jdbc.update(SqlFile.read("field-keys.sql"), Json.write(keys));
    }

    /** What other nodes have in work they write with the former keys. */
    private static void awaitOthers(Duration lease, JdbcTemplate jdbc) {
        String inWork = SqlFile.read("field-keys-in-work.sql");
        long end = System.nanoTime() + lease.toNanos();
        try {
            while (Boolean.TRUE.equals(jdbc.queryForObject(inWork, Boolean.class, lease.toMillis()))
                    && System.nanoTime() < end) {
                Thread.sleep(LOOK_AGAIN.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(String names, JdbcTemplate jdbc) {
        int forgotten;
        // In parts: a statement that writes all of a large community's profiles would be ended by the server.
        do {
            forgotten = jdbc.update(SqlFile.read("field-keys-forget.sql"), names, names);
        } while (forgotten > 0);
    }
}
