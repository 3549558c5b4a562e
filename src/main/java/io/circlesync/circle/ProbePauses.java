package io.circlesync.circle;

import io.circlesync.circle.CircleException.Kind;
import io.circlesync.retry.Backoff;
import io.circlesync.retry.RetryAfter;
import java.time.Duration;
import java.util.Optional;

/**
 * How long Circle is left alone before it is asked whether it is well again: as long as it wishes, else longer each time.
 *
 * @param growing after failures, none of which says how long
 * @param afterTooMany at least, after a 429 that does not say how long
 */
record ProbePauses(Backoff growing, Duration afterTooMany) {

    /** Questions count against the month's quota, too: after more than an hour of them they become fewer. */
    private static final int MANY_REFUSALS = 150;

    private static final Duration AFTER_MANY = Duration.ofMinutes(5);

    private static final double SPREAD = 0.25;

    /** @param refusals how many questions have been refused before, since it was well */
    Duration after(Throwable failure, int refusals) {
        Optional<CircleException> circle = CircleException.in(failure);
        return circle.flatMap(CircleException::retryAfter)
                .map(RetryAfter::pause)
                .orElseGet(() -> circle.map(CircleException::kind).equals(Optional.of(Kind.RATE_LIMITED))
                        ? spread()
                        : grown(refusals));
    }

    private Duration grown(int refusals) {
        return refusals < MANY_REFUSALS
                ? growing.after(refusals + 1)
                : new Backoff(AFTER_MANY, AFTER_MANY, growing.random()).after(1);
    }

    /** Spread, so that nodes do not come back together, and never shorter. */
    private Duration spread() {
        return afterTooMany.plusMillis(
                Math.round(afterTooMany.toMillis() * SPREAD * growing.random().getAsDouble()));
    }
}
