package io.circlesync.circle;

import io.circlesync.database.DatabaseFailure;
import io.circlesync.database.SqlFile;
import io.circlesync.json.Json;
import io.circlesync.profile.SyncedFields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Remembers under which keys of Circle's the profile fields are kept. Where a setting names another one, what both sides have
 * agreed on is forgotten for that field: else an empty field of the new key would look as if somebody had cleared it. Nodes
 * that run with other keys claim no members from then on, and say so. Keys are taken over once a node has started and not before:
 * one whose start is refused changes nothing for the others.
 */
public final class KeptKeys implements ExtendedStartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(KeptKeys.class);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /** A node that is at work for longer than that on what it has claimed does not come to its end. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Map<String, String> keys;
    private final JdbcTemplate jdbc;
    private volatile boolean areKept = true;
    private volatile boolean isTakenOver;

    public KeptKeys(Map<String, String> keys, DataSource dataSource) {
        this.keys = keys;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** The keys that are configured, by the fields' names in JSON. */
    public static Map<String, String> of(SyncedFields fields) {
        Map<String, String> keys = new TreeMap<>();
        fields.keys().forEach((field, key) -> keys.put(field.jsonName(), key));
        return keys;
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // A route may still turn out not to start.
    }

    /** Takes over the keys that are configured; until then no member is claimed by another one. */
    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isTakenOver) {
            try {
                takeOver(end);
                isTakenOver = true;
            } catch (DataAccessException e) {
                // Nobody syncs before this is done.
                if (!DatabaseFailure.isPassing(e) || isOver(end)) {
                    throw e;
                }
                LOG.warn("The database is away while keys of profile fields are taken over; it is tried again");
                pause();
            }
        }
    }

    private void takeOver(long end) {
        List<String> moved = jdbc.queryForList(SqlFile.read("field-keys-moved.sql"), String.class, Json.write(keys));
        if (!moved.isEmpty()) {
            LOG.info(
                    "{} has another key in Circle than before; whatever the profiles hold goes there, unless there is a"
                            + " newer value. Nodes with the former key sync nobody until they are started anew",
                    String.join(", ", moved));
            String names = "{" + String.join(",", moved) + "}";
            jdbc.update(SqlFile.read("field-keys-moving.sql"), names);
            awaitOthers(end);
            forget(names);
        }
        // Last, so that a start that is broken off begins anew.
        jdbc.update(SqlFile.read("field-keys.sql"), Json.write(keys));
    }

    /** Says it where another node has taken over other keys, and where that is over; a row of {@code circle-watch.sql}. */
    public void note(Map<String, Object> standing) {
        boolean says = (Boolean) standing.get("keys_are_kept");
        if (isTakenOver && says != areKept) {
            areKept = says;
            if (says) {
                LOG.info("This node's keys of profile fields are those of all nodes again; it syncs");
            } else {
                LOG.warn(
                        "This node syncs nobody: another one was started with other circle.fields. Start all of them with"
                                + " the same ones");
            }
        }
    }

    /** Whether this node syncs nobody, because another one has taken over other keys. */
    public boolean isIdle() {
        return isTakenOver && !areKept;
    }

    /** What other nodes have in work they write with the former keys. */
    private void awaitOthers(long end) {
        String inWork = SqlFile.read("field-keys-in-work.sql");
        while (Boolean.TRUE.equals(jdbc.queryForObject(inWork, Boolean.class)) && !isOver(end)) {
            pause();
        }
    }

    private static boolean isOver(long end) {
        return System.nanoTime() > end || Thread.currentThread().isInterrupted();
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget(String names) {
        int forgotten;
        // In parts: a statement that writes all of a large community's profiles would be ended by the server.
        do {
            forgotten = jdbc.update(SqlFile.read("field-keys-forget.sql"), names, names);
        } while (forgotten > 0);
    }
}
