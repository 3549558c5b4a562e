package io.circlesync.retry;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Waits twice as long after each failure, up to a limit.
 *
 * @param first the wait after the first failure
 * @param longest no wait is longer
 * @param random gives numbers from 0 to 1, which spread the waits between a half and the whole, so that what failed
 *     together does not come back together
 */
public record Backoff(Duration first, Duration longest, DoubleSupplier random) {

    private static final int LARGEST_SHIFT = 30;

    /**
     * How long to wait now.
     *
     * @param attempts failures so far, this one included
     */
    public Duration after(int attempts) {
        long doubled = first.toMillis() << Math.min(attempts - 1, LARGEST_SHIFT);
        long whole = doubled <= 0 ? longest.toMillis() : Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(Math.round(whole * (1 + random.getAsDouble()) / 2));
    }
}
