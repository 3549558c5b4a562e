package io.circlesync.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of claimed rows, for the statement that writes it.
 *
 * @param ids the rows, which share their fate
 * @param state {@code sent}, {@code failed}, {@code obsolete}, or {@code pending} to try again
 * @param failures 1 if this attempt failed, else 0
 * @param delay until the next attempt; zero when there is none
 * @param error why the attempt failed; empty when it did not
 */
public record Settlement(List<Long> ids, String state, int failures, Duration delay, Optional<String> error) {

    /** The partner has confirmed it: never send it again. */
    public static Settlement sent(List<OutboxEntry> entries) {
        return new Settlement(ids(entries), "sent", 0, Duration.ZERO, Optional.empty());
    }

    /** Not sent, because what it asks for is done. */
    public static Settlement obsolete(List<OutboxEntry> entries) {
        return new Settlement(ids(entries), "obsolete", 0, Duration.ZERO, Optional.empty());
    }

    /** Failed for good, or to be tried again after a while. */
    public static Settlement refused(List<OutboxEntry> entries, Refusal refusal, Backoff backoff) {
        // Rows of one digest have failed differently often; the freshest says how long to wait.
        int attempts = entries.stream().mapToInt(OutboxEntry::attempts).min().orElse(0) + 1;
        Optional<Duration> wait = refusal.permanent()
                ? Optional.empty()
                : backoff.after(attempts).map(own -> longer(own, refusal.retryAfter()));
        String state = wait.isPresent() ? "pending" : "failed";
        return new Settlement(ids(entries), state, 1, wait.orElse(Duration.ZERO), Optional.of(refusal.error()));
    }

    /** The rows' ids as a PostgreSQL array. */
    public Long[] idArray() {
        return ids.toArray(Long[]::new);
    }

    /** The error, or null for the database. */
    public String errorOrNull() {
        return error.orElse(null);
    }

    /** The delay in milliseconds. */
    public long delayMillis() {
        return delay.toMillis();
    }

    private static Duration longer(Duration own, Optional<Duration> asked) {
        return asked.filter(other -> other.compareTo(own) > 0).orElse(own);
    }

    private static List<Long> ids(List<OutboxEntry> entries) {
        return entries.stream().map(OutboxEntry::id).toList();
    }
}
