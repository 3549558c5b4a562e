package io.circlesync.circle;

import io.circlesync.database.SqlFile;
import io.circlesync.json.Json;
import io.circlesync.profile.SyncedFields;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Remembers under which keys of Circle's the profile fields are kept. Where a setting names another one, what both sides have
 * agreed on is forgotten for that field: else an empty field of the new key would look as if somebody had cleared it.
 */
public final class KeptKeys {

    private static final Logger LOG = LoggerFactory.getLogger(KeptKeys.class);

    private KeptKeys() {}

    /** Takes over the keys that are configured. To be called before anything is synced. */
    public static void takeOver(SyncedFields fields, DataSource dataSource) {
        Map<String, String> keys = new TreeMap<>();
        fields.keys().forEach((field, key) -> keys.put(field.jsonName(), key));
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        List<String> moved = jdbc.queryForList(SqlFile.read("field-keys-moved.sql"), String.class, Json.write(keys));
        if (!moved.isEmpty()) {
            forget(moved, jdbc);
            LOG.info(
                    "{} has another key in Circle than before; whatever the profiles hold goes there, unless there is a"
                            + " newer value",
                    String.join(", ", moved));
        }
        // Last, so that a start that is broken off begins anew.
        jdbc.update(SqlFile.read("field-keys.sql"), Json.write(keys));
    }

    private static void forget(List<String> moved, JdbcTemplate jdbc) {
        String names = "{" + String.join(",", moved) + "}";
        int forgotten;
        // In parts: a statement that writes all of a large community's profiles would be ended by the server.
        do {
            forgotten = jdbc.update(SqlFile.read("field-keys-forget.sql"), names, names);
        } while (forgotten > 0);
    }
}
