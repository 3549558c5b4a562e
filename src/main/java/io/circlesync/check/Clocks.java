package io.circlesync.check;

import java.time.Duration;
import java.util.Optional;

/** Says what follows from two clocks that differ: who edited last is decided by them. */
final class Clocks {

    /** Less is of no matter: nobody edits one field on both sides within it. */
    private static final Duration TOLERATED = Duration.ofSeconds(5);

    private static final Duration TOO_MUCH = Duration.ofMinutes(1);

    private Clocks() {}

    /**
     * What is to be said of a clock.
     *
     * @param ahead by how much it is ahead of this machine's
     * @param resolution what it shows is not told more exactly
     */
    static Optional<Check> compare(String what, String whose, Duration ahead, Duration resolution) {
        Duration apart = ahead.abs().minus(resolution);
        if (apart.compareTo(TOLERATED) < 0) {
            return Optional.empty();
        }
        String text = whose + " clock is " + ahead.abs().toSeconds() + " s "
                + (ahead.isNegative() ? "behind" : "ahead of") + " this machine's, and who edited last is decided by"
                + " clocks; set the one that is wrong by NTP";
        return Optional.of(apart.compareTo(TOO_MUCH) < 0 ? Check.warning(what, text) : Check.notOk(what, text));
    }
}
