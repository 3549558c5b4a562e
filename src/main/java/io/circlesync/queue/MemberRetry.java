package io.circlesync.queue;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.change.LeaseLostException;
import io.circlesync.circle.CircleBreaker;
import io.circlesync.circle.CircleBreaker.Meaning;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.count.Counts;
import io.circlesync.count.SyncResult;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.retry.Backoff;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import org.apache.camel.util.ObjectHelper;

/** Decides what comes after a sync that failed: another attempt, when, and whether a person has to know. */
public final class MemberRetry {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /**
     * The next step after a failure, as {@code member-reschedule.sql} reads it.
     *
     * @param attempts failed attempts that count, this one included where it does
     * @param error why; empty where only writing has to wait, so that what comes in does not
     * @param failed whether the member is given up until its next event
     * @param keepsPlace whether the member waits where it was, before all that are due: nothing is wrong with it
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record NextAttempt(
            long memberId,
            UUID token,
            long generation,
            int attempts,
            Optional<String> error,
            boolean failed,
            boolean keepsPlace,
            Instant claimedAt,
            long delayMillis) {}

    /** What to write after a failure, and what to tell. */
    public record Reschedule(NextAttempt member, String reason, Change change) implements Decision {

        /** Whether it says something about this member; that Circle is away is told once for all. */
        public boolean isNews() {
            return !member.keepsPlace();
        }

        /** What follows, for the log. */
        public String next() {
            return member.failed() ? "given up" : "tried again";
        }
    }

    private final int maxAttempts;
    private final CircleBreaker breaker;
    private final Counts counts;
    private final Clock clock;
    private final CircleBackoff backoff;

    /**
     * @param maxAttempts failed attempts after which a member is given up
     * @param breaker knows whether Circle is away as a whole
     * @param random gives numbers from 0 to 1, for the variation of the wait
     */
    public MemberRetry(int maxAttempts, CircleBreaker breaker, Counts counts, Clock clock, DoubleSupplier random) {
        this.maxAttempts = maxAttempts;
        this.breaker = breaker;
        this.counts = counts;
        this.clock = clock;
        this.backoff = new CircleBackoff(new Backoff(FIRST_WAIT, LONGEST_WAIT, random));
    }

    /** Decides about a member whose sync failed with the given exception. */
    public Reschedule decide(Held member, Throwable failure) {
        DueMember due = member.due();
        Meaning meaning = breaker.meaning(failure);
        Kind kind = meaning.kind();
        CircleBackoff.Next then = backoff.after(due.attempts(), kind, failure);
        // Whoever was paused, erased or taken over meanwhile is not this worker's any more, and has failed in nothing.
        boolean waits = meaning.isNobodysOwn() || ObjectHelper.getException(LeaseLostException.class, failure) != null;
        // What lags behind is asked again a few times, and then holds: it ends by itself, however few attempts there
        // are.
        boolean mayFail = !waits && kind != Kind.OUTDATED;
        boolean failed = mayFail && (kind == Kind.UNREADABLE || then.attempts() >= maxAttempts);
        counts.synced(
                failed ? SyncResult.FAILED : waits ? SyncResult.WAITING : SyncResult.RETRIED,
                due.memberId(),
                due.eventId(),
                due.claimedAt());
        String error = describe(failure);
        NextAttempt next = new NextAttempt(
                due.memberId(),
                due.token(),
                due.generation(),
                waits ? due.attempts() : then.attempts(),
                Optional.of(error)
                        .filter(why -> kind != Kind.READ_ONLY
                                && kind != Kind.STOPPED
                                && !CircleBackoff.isOfTheDatabase(failure)),
                failed,
                waits,
                due.claimedAt(),
                then.delay().toMillis());
        List<GapNotice> notices =
                gap(due, kind, failed, error).map(this::notice).stream().toList();
        return new Reschedule(
                next,
                error,
                Change.build()
                        .own(next)
                        .telling(notices)
                        .tracedBy(due.traceparent())
                        .done());
    }

    /** What a person has to know: a cause that all members share is one gap, however many of them meet it. */
    private static Optional<Gap> gap(DueMember due, Kind kind, boolean failed, String error) {
        if (kind == Kind.READ_ONLY) {
            return Optional.of(Gap.ofCircleAccount(GapKind.PUSH_REJECTED, error));
        }
        return failed
                ? Optional.of(
                        Gap.ofMember(GapKind.SYNC_FAILED, due.memberId(), Optional.empty(), Map.of("reason", error)))
                : Optional.empty();
    }

    private GapNotice notice(Gap gap) {
        return GapNotice.opened(gap, clock.instant(), Optional.empty());
    }

    /** Messages of drivers and of the database may quote people's data, so only their kind is kept. */
    static String describe(Throwable failure) {
        Optional<CircleException> circle = CircleException.in(failure);
        if (circle.isPresent()) {
            return circle.get().getMessage();
        }
        SQLException refusal = ObjectHelper.getException(SQLException.class, failure);
        if (refusal != null) {
            return "The database refused the write (SQLSTATE " + refusal.getSQLState() + ")";
        }
        return failure instanceof java.io.IOException
                ? "Circle did not answer (" + failure.getClass().getSimpleName() + ")"
                : "Failed inside (" + failure.getClass().getSimpleName() + ")";
    }
}
