package io.circlesync.circle;

import java.time.Duration;
import java.util.Optional;

/**
 * Circle did not give what it was asked for. The message names the status, never a token or somebody's data.
 */
public class CircleException extends RuntimeException {

    /** What a failed call means for the next one. */
    public enum Kind {
        /** No answer, an answer that is not the API's, or a fault on Circle's side: try again. */
        UNAVAILABLE(true, true),
        /** Too many calls (429): wait. */
        RATE_LIMITED(true, false),
        /** The token or the plan is refused (401, 403): a person has to act, and no attempt is burnt meanwhile. */
        UNAUTHORIZED(true, false),
        /** Circle understood and refused (other 4xx): the same call would be refused again. */
        REJECTED(false, true);

        private final boolean retried;
        private final boolean burnsAttempt;

        Kind(boolean retried, boolean burnsAttempt) {
            this.retried = retried;
            this.burnsAttempt = burnsAttempt;
        }

        /** Whether the same call may succeed later. */
        public boolean isRetried() {
            return retried;
        }

        /** Whether the failure counts against {@code sync.max-attempts}. */
        public boolean burnsAttempt() {
            return burnsAttempt;
        }
    }

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    /** Circle knows the member no more. */
    public static CircleException gone(long memberId) {
        return new CircleException(Kind.UNAVAILABLE, "Circle knows member " + memberId + " no more", Optional.empty());
    }

    CircleException(Kind kind, String message, Optional<Duration> retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    /** How long Circle asked to wait. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
