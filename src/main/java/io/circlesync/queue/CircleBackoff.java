package io.circlesync.queue;

import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.database.DatabaseFailure;
import io.circlesync.retry.Backoff;
import io.circlesync.retry.RetryAfter;
import java.time.Duration;
import java.util.Optional;

/**
 * Says how long Circle is left alone after a failure. Circle's own wish comes first; else the wait grows with each
 * attempt.
 */
record CircleBackoff(Backoff backoff) {

    /** What somebody holds, and a database that is away, come back soon; each try costs a call to Circle. */
    private static final Duration PAUSE_OF_THE_DATABASE = Duration.ofSeconds(10);

    /**
     * What follows a failure.
     *
     * @param attempts failed attempts that count, this one included where it does
     */
    record Next(int attempts, Duration delay) {}

    /**
     * What follows a failure.
     *
     * @param attemptsBefore failed attempts that counted before this one
     * @param kind what the failure means
     */
    Next after(int attemptsBefore, Kind kind, Throwable failure) {
        if (isOfTheDatabase(failure)) {
            return new Next(attemptsBefore, PAUSE_OF_THE_DATABASE);
        }
        int attempts = kind.burnsAttempt() ? attemptsBefore + 1 : attemptsBefore;
        Duration wait = wish(failure)
                .filter(asked -> RetryAfter.isPause(asked) || !kind.burnsAttempt())
                .map(RetryAfter::pause)
                .orElseGet(() -> kind.burnsAttempt() ? backoff.after(attempts) : CircleException.AFTER_TOO_MANY);
        return new Next(attempts, wait);
    }

    /** Whether nothing is wrong but with the database, which is nobody's own failure. */
    static boolean isOfTheDatabase(Throwable failure) {
        return CircleException.in(failure).isEmpty() && DatabaseFailure.isPassing(failure);
    }

    private static Optional<Duration> wish(Throwable failure) {
        return CircleException.in(failure).flatMap(CircleException::retryAfter);
    }
}
