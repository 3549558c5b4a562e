package io.circlesync.management.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down whoever tries passwords: after some wrong ones in a row an address has to wait, each time twice as long. It is
 * counted by address and not by user, so that nobody can keep others out.
 */
final class Attempts {

    private static final int FREE = 5;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int ADDRESSES = 10_000;

    private record Failures(int count, Instant waitsUntil) {}

    private final InstantSource clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > ADDRESSES;
        }
    };

    Attempts(InstantSource clock) {
        this.clock = clock;
    }

    /** How long an address has still to wait. */
    synchronized Optional<Duration> pause(String address) {
        return Optional.ofNullable(failures.get(address))
                .map(found -> Duration.between(clock.instant(), found.waitsUntil()))
                .filter(left -> !left.isNegative() && !left.isZero());
    }

    /**
     * Counts a wrong password.
     *
     * @return whether the address has to wait now and had not before
     */
    synchronized boolean failed(String address) {
        int count =
                Optional.ofNullable(failures.get(address)).map(Failures::count).orElse(0) + 1;
        failures.put(address, new Failures(count, clock.instant().plus(afterFailures(count))));
        return count == FREE;
    }

    synchronized void succeeded(String address) {
        failures.remove(address);
    }

    private static Duration afterFailures(int count) {
        if (count < FREE) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(count - FREE, 16));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
