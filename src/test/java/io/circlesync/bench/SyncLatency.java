package io.circlesync.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Measures how long a lone webhook takes to become a profile, told by the database itself. */
final class SyncLatency {

    private static final int LONGEST_WAIT_MS = 5_000;
    private static final long PAUSE_NANOS = 20_000_000;

    private final BenchDatabase database;
    private final int port;
    private final String secret;

    SyncLatency(BenchDatabase database, int port, String secret) {
        this.database = database;
        this.port = port;
        this.secret = secret;
    }

    /** Nanoseconds of each of the given number of webhooks about new members, in ascending order. */
    long[] measure(int webhooks, long firstMemberId) throws Exception {
        database.execute("""
                CREATE OR REPLACE FUNCTION tell_profile() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_notify('profile', NEW.circle_member_id::text);
                    RETURN NULL;
                END $$;
                CREATE OR REPLACE TRIGGER tell_profile AFTER INSERT ON profile
                    FOR EACH ROW EXECUTE FUNCTION tell_profile()""");
        long[] nanos = new long[webhooks];
        try (Connection connection = database.connect();
                Statement listen = connection.createStatement()) {
            listen.execute("LISTEN profile");
            PGConnection listener = connection.unwrap(PGConnection.class);
            for (int i = 0; i < webhooks; i++) {
                // Apart from one another, and not in step with any timer of the service.
                LockSupport.parkNanos(PAUSE_NANOS + ThreadLocalRandom.current().nextLong(PAUSE_NANOS));
                nanos[i] = one(listener, firstMemberId + i);
            }
        } finally {
            database.execute("DROP TRIGGER tell_profile ON profile");
        }
        return Figures.sorted(nanos);
    }

    private long one(PGConnection listener, long memberId) throws Exception {
        long start = System.nanoTime();
        boolean[] sent = {false};
        new WebhookLoad(port, secret, () -> memberId).run(1, () -> {
            boolean first = !sent[0];
            sent[0] = true;
            return first;
        });
        awaitProfile(listener, Long.toString(memberId));
        return System.nanoTime() - start;
    }

    private static void awaitProfile(PGConnection listener, String memberId) throws SQLException {
        while (true) {
            PGNotification[] told = listener.getNotifications(LONGEST_WAIT_MS);
            if (told == null || told.length == 0) {
                throw new IllegalStateException("No profile of member " + memberId + " came in time");
            }
            for (PGNotification notification : told) {
                if (notification.getParameter().equals(memberId)) {
                    return;
                }
            }
        }
    }
}
