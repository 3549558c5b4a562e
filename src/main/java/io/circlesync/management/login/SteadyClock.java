package io.circlesync.management.login;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Goes on evenly whatever any clock is put to: for how long somebody is logged in, or has to wait, no day is asked for. What it
 * shows is of this process alone.
 */
final class SteadyClock extends Clock {

    private final Instant start = Instant.now();
    private final long nanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - nanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Times are in UTC");
    }
}
