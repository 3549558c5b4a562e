package io.circlesync.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Waits twice as long after each failure, up to a limit, and gives up in the end.
 *
 * @param first the wait after the first failure
 * @param longest no wait is longer
 * @param maxAttempts the last attempt; none follows it
 * @param random spreads the waits between a half and the whole, so that rows that failed together do not come back
 *     together
 */
public record Backoff(Duration first, Duration longest, int maxAttempts, RandomGenerator random) {

    private static final int LARGEST_SHIFT = 30;

    /**
     * How long to wait now; empty when it is time to give up.
     *
     * @param attempts failures so far, this one included
     */
    public Optional<Duration> after(int attempts) {
        if (attempts >= maxAttempts) {
            return Optional.empty();
        }
        long doubled = first.toMillis() << Math.min(attempts - 1, LARGEST_SHIFT);
        long wait = doubled <= 0 ? longest.toMillis() : Math.min(doubled, longest.toMillis());
        return Optional.of(Duration.ofMillis(wait / 2 + random.nextLong(wait / 2 + 1)));
    }
}
