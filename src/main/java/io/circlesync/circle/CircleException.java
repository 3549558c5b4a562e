package io.circlesync.circle;

import java.time.Duration;
import java.util.Optional;
import org.apache.camel.util.ObjectHelper;

/**
 * Circle did not give what it was asked for. The message names the status, never a token or somebody's data.
 */
public final class CircleException extends RuntimeException {

    /** Circle's own advice after a 429 that does not say how long; a refused token is tried as rarely. */
    public static final Duration AFTER_TOO_MANY = Duration.ofSeconds(60);

    /** What a failed call means for the next one. */
    public enum Kind {
        /** No answer, an answer that is not the API's, or a fault on Circle's side: try again. */
        UNAVAILABLE(true),
        /** It was not asked at all: it is known to be away. */
        STOPPED(false),
        /** Too many calls (429): wait. */
        RATE_LIMITED(false),
        /** The token or the plan is refused (401, 403): a person has to act, and no attempt is burnt meanwhile. */
        UNAUTHORIZED(false),
        /** What Circle says cannot be read where it decides something: it would say the same again. */
        UNREADABLE(true),
        /** It says what was so before: it lags behind itself, and the next answer is younger. */
        OUTDATED(true),
        /** The token or the plan may read but not write: as before, but what comes in goes on. */
        READ_ONLY(false),
        /** Refused for this member (401, 403, or any other 4xx to a question about them), while others are let through. */
        FORBIDDEN(true),
        /** Circle understood and refused (4xx) what was sent, or searched for: it would refuse the same again. */
        REJECTED(true);

        private final boolean burnsAttempt;

        Kind(boolean burnsAttempt) {
            this.burnsAttempt = burnsAttempt;
        }

        /** Whether the failure may be Circle's as a whole, and then is nobody's own. */
        public boolean mayBeOfAll() {
            return this == STOPPED
                    || this == RATE_LIMITED
                    || this == UNAUTHORIZED
                    || this == FORBIDDEN
                    || this == UNAVAILABLE;
        }

        /** Whether the failure counts against {@code sync.max-attempts}. */
        public boolean burnsAttempt() {
            return burnsAttempt;
        }
    }

    private final Kind kind;
    private final transient Optional<RefusedCall> refusal;

    /** Circle knows the member no more. */
    public static CircleException gone(long memberId) {
        return new CircleException(Kind.UNAVAILABLE, "Circle knows member " + memberId + " no more");
    }

    /** Nobody is asked about while Circle is not called. */
    static CircleException stopped() {
        return new CircleException(Kind.STOPPED, "Circle is not called at the moment");
    }

    /** Which side is more recent cannot be told, for the time that Circle gives is not one. */
    public static CircleException unreadableTime(long memberId) {
        return new CircleException(
                Kind.UNREADABLE,
                "Circle does not say readably when member " + memberId
                        + " changed; expected ISO-8601, or seconds or milliseconds since 1970");
    }

    /** Circle answered with an older state of a member than it gave before, as one that lags behind its own events does. */
    public static CircleException outdated(long memberId) {
        return new CircleException(
                Kind.OUTDATED,
                "Circle's answer about member " + memberId + " is older than what it said before; it is asked again");
    }

    /** What Circle failed with, if that is what a failure comes from. */
    public static Optional<CircleException> in(Throwable failure) {
        return Optional.ofNullable(ObjectHelper.getException(CircleException.class, failure));
    }

    CircleException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.refusal = Optional.empty();
    }

    CircleException(Kind kind, RefusedCall refusal) {
        super(refusal.message());
        this.kind = kind;
        this.refusal = Optional.of(refusal);
    }

    public Kind kind() {
        return kind;
    }

    /** How long Circle asked to wait. */
    public Optional<Duration> retryAfter() {
        return refusal.flatMap(RefusedCall::retryAfter);
    }

    /** What Circle said, shortened; it may quote people's data and belongs in no log. Empty if it said nothing. */
    public String words() {
        return refusal.map(RefusedCall::words).orElse("");
    }

    /** Why, for operators: the status, and Circle's words where they are about nobody. */
    String reason() {
        return refusal.map(RefusedCall::reason).orElseGet(this::getMessage);
    }
}
