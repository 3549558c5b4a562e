package io.circlesync.outbox;

import io.circlesync.retry.Backoff;
import java.time.Duration;
import java.util.Optional;

/**
 * How often and when a message is tried again.
 *
 * @param maxAttempts the last attempt; none follows it
 */
public record Patience(Backoff backoff, int maxAttempts) {

    /**
     * How long to wait now; empty when it is time to give up.
     *
     * @param attempts failures so far, this one included
     */
    Optional<Duration> after(int attempts) {
        return attempts >= maxAttempts ? Optional.empty() : Optional.of(backoff.after(attempts));
    }
}
