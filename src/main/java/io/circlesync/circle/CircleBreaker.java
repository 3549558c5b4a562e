package io.circlesync.circle;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.circle.CircleAccess.Right;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.partner.CallBudget;
import io.circlesync.partner.PartnerState;
import io.circlesync.retry.Backoff;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.util.ObjectHelper;

/**
 * A circuit breaker around Circle: tells a failure of Circle as a whole from one of a single member, and makes no call while
 * Circle is known to be away. The state is a row of the database, for all nodes; this process follows it, and is ahead of it
 * only by what it has just found out itself.
 *
 * <p>A 429 tells by itself. A row of faults with no success in between, and a 401 or 403 that seems to be the account's,
 * whatever it says of the token, are doubts: {@code GET /community} confirms them or not. Where it is well while one member
 * after the other fails, a part of Circle is away, or closed to us: then too nobody is called; unless Circle tells of a
 * witness, somebody of whom it has told before, as well as ever: then each of the others fails for themselves.
 */
public final class CircleBreaker {

    /** What the team hears of a Circle that is not called: it refuses us, is too busy for us, or is away. */
    private static final Map<Kind, String> CAUSES =
            Map.of(Kind.UNAUTHORIZED, "refused", Kind.FORBIDDEN, "refused", Kind.RATE_LIMITED, "busy");

    private static final String AWAY = "away";

    /** What this process has found out itself stands for so long, until the database says so, too. */
    private static final Duration AHEAD = Duration.ofSeconds(2);

    /** Fewer members may each have a failure of their own. */
    private static final int SEVERAL = 3;

    /** How many are claimed at a time. */
    private static final int SEARCHES = 8;

    /**
     * How Circle stands, as {@code circle-standing.sql} reads it.
     *
     * @param reason why it is not called; empty if it is well
     * @param pauseMillis until it is asked whether it is well again
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Standing(boolean well, Optional<String> reason, long pauseMillis) {}

    /**
     * What is known of Circle after an answer.
     *
     * @param isDoubtful whether it is to be asked if it is well
     */
    public record Verdict(Standing standing, boolean isDoubtful, Change change) implements Decision {

        private static Verdict of(Standing standing, List<GapNotice> notices) {
            return new Verdict(
                    standing,
                    false,
                    Change.build().own(standing).telling(notices).done());
        }

        /** Whether it is not to be called any more. */
        public boolean isStop() {
            return !standing.well();
        }

        /** Why, in the partner's words. */
        public String reason() {
            return standing.reason().orElse("");
        }
    }

    /**
     * What a failure means.
     *
     * @param isNobodysOwn whether it may be Circle's as a whole: whoever met it waits, and no attempt is burnt
     */
    public record Meaning(Kind kind, boolean isNobodysOwn) {

        /** Whether it counts against those who met it. */
        public boolean burnsAttempt() {
            return kind.burnsAttempt() && !isNobodysOwn;
        }
    }

    private final int rowOfFaults;
    private final ProbePauses pauses;
    private final CallBudget budget;
    private final Clock clock;
    private final AtomicInteger faults = new AtomicInteger();
    /** Whose calls have failed since anybody's went through. */
    private final Set<Long> failing = ConcurrentHashMap.newKeySet();
    /** Whether one of those calls was to write, of which a question about somebody tells nothing. */
    private volatile boolean writingFails;

    private volatile Optional<Throwable> doubt = Optional.empty();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile Instant stoppedAt = Instant.MIN;
    private volatile int refusals;

    /**
     * @param rowOfFaults so many faults without a success between them raise a doubt
     * @param pauses between two probes
     * @param afterTooMany how long Circle is left alone after a 429 that does not say how long
     */
    public CircleBreaker(int rowOfFaults, Backoff pauses, Duration afterTooMany, CallBudget budget, Clock clock) {
        this.rowOfFaults = rowOfFaults;
        this.pauses = new ProbePauses(pauses, afterTooMany);
        this.budget = budget;
        this.clock = clock;
    }

    /**
     * A request is about to be sent.
     *
     * @throws CircleException if Circle is not called at the moment, and this is not the question whether it may be
     */
    void enter(CircleRequest request) {
        if (stopped && !request.isProbe()) {
            throw CircleException.stopped();
        }
        budget.called(request.memberId());
    }

    /** Circle has answered about somebody as the API does, whatever it thought of the call. */
    void wentThrough() {
        if (faults.get() != 0 || !failing.isEmpty()) {
            beginAnew();
        }
    }

    private void beginAnew() {
        faults.set(0);
        failing.clear();
        writingFails = false;
    }

    /** Circle has not answered about a member as the API does. */
    void failed(Right right, long memberId) {
        failing.add(memberId);
        if (right == Right.WRITE) {
            writingFails = true;
        }
    }

    /** Whether Circle is known, or suspected, to be away: nobody's failure is their own then. */
    public boolean isInDoubt() {
        // In this order: whoever has asked says that Circle is away before they end to ask.
        return asking.get() || stopped;
    }

    /**
     * What a failure means, once it has been judged. Who is refused as if it were the account, while that is well, is refused
     * alone; a failure on our own side passes like one of Circle's.
     */
    public Meaning meaning(Throwable failure) {
        // One look for both: between two of them the doubt may end.
        boolean inDoubt = isInDoubt();
        Kind kind = CircleException.in(failure).map(CircleException::kind).orElse(Kind.UNAVAILABLE);
        return new Meaning(kind == Kind.UNAUTHORIZED && !inDoubt ? Kind.FORBIDDEN : kind, inDoubt && kind.mayBeOfAll());
    }

    /** Asks for due members, as the budget does; for none while Circle is known, or suspected, to be away. */
    public String members(int limit) {
        return budget.members(isInDoubt() ? 0 : limit);
    }

    /** The same for due searches. */
    public String searches() {
        return budget.searches(isInDoubt() ? 0 : SEARCHES);
    }

    /** What a failure says of Circle as a whole. */
    public Verdict judge(Throwable failure) {
        Optional<CircleException> circle = CircleException.in(failure);
        Kind kind = circle.map(CircleException::kind).orElse(Kind.UNAVAILABLE);
        if (kind == Kind.RATE_LIMITED) {
            return stop(failure);
        }
        boolean suspicious = kind == Kind.UNAUTHORIZED
                || isFault(circle, failure) && faults.incrementAndGet() >= rowOfFaults
                || kind == Kind.FORBIDDEN && failing.size() >= SEVERAL;
        // One asks for all.
        boolean doubtful = suspicious && !stopped && asking.compareAndSet(false, true);
        if (doubtful) {
            doubt = Optional.of(failure);
        }
        return new Verdict(well(), doubtful, Change.nothing());
    }

    /**
     * Whether somebody else is to be asked about: before Circle counts as away, to find out whether those who fail do so for
     * themselves; and after it, so that not all of them ask in vain once more.
     */
    public boolean needsWitness() {
        return failing.size() >= SEVERAL && !writingFails;
    }

    /**
     * Circle was asked whether it is well, and is; unless it fails for one member after the other all the same, as when only
     * a part of it is away.
     */
    public Verdict confirmed() {
        Optional<Throwable> failure = doubt.filter(doubted -> failing.size() >= SEVERAL);
        doubt = Optional.empty();
        // Those who fail are counted on: that the community may be asked for says nothing of members.
        faults.set(0);
        try {
            return failure.map(this::stop).orElseGet(() -> Verdict.of(well(), List.of()));
        } finally {
            asking.set(false);
        }
    }

    /** Circle was asked whether it is well, and has failed. */
    public Verdict refuted(Throwable failure) {
        doubt = Optional.empty();
        try {
            return stop(failure);
        } finally {
            asking.set(false);
        }
    }

    /** Calls go on. */
    public void resume() {
        stopped = false;
        beginAnew();
    }

    /** Follows what the database says, as a row of {@code circle-watch.sql}. */
    public void follow(Map<String, Object> row) {
        boolean says = (Boolean) row.get("stopped");
        refusals = (Integer) row.get("refusals");
        if (says) {
            stopped = true;
        } else if (stopped && !isAhead(clock.instant())) {
            resume();
        }
    }

    /**
     * Does at once what a person has decided, as rows of {@code partner-list.sql} say; the other nodes see it at their next look.
     */
    public void obey(List<Map<String, Object>> rows) {
        rows.stream()
                .map(PartnerState::of)
                .filter(partner -> partner.name().equals(PartnerState.CIRCLE))
                .forEach(circle -> {
                    if (circle.isAway()) {
                        stopNow();
                    } else {
                        resume();
                    }
                });
    }

    /** Whether this node has just stopped by itself, of which the database need not know yet. */
    private boolean isAhead(Instant now) {
        return stoppedAt.plus(AHEAD).isAfter(now) && !stoppedAt.isAfter(now.plus(AHEAD));
    }

    private void stopNow() {
        stopped = true;
        stoppedAt = clock.instant();
    }

    /** The word that Circle is well again, about a row of {@code circle-watch.sql}. */
    public List<GapNotice> over(Map<String, Object> row) {
        Instant since = ((Timestamp) row.get("over_since")).toInstant();
        return List.of(GapNotice.opened(Gap.ofCircleAccount(GapKind.SYNC_FAILED, ""), since, Optional.empty())
                .over());
    }

    private Verdict stop(Throwable failure) {
        Kind kind = CircleException.in(failure).map(CircleException::kind).orElse(Kind.UNAVAILABLE);
        Duration pause = pauses.after(failure, refusals);
        String reason = CircleException.in(failure)
                .map(CircleException::reason)
                .orElseGet(() -> "no answer (" + failure.getClass().getSimpleName() + ")");
        stopNow();
        Gap gap = Gap.ofCircle(reason, CAUSES.getOrDefault(kind, AWAY));
        return Verdict.of(
                new Standing(false, Optional.of(reason), pause.toMillis()),
                List.of(GapNotice.opened(gap, clock.instant(), Optional.empty())));
    }

    private static Standing well() {
        return new Standing(true, Optional.empty(), 0);
    }

    /** Whether it is a failure of Circle's side or of the way there, and not one of ours; or a refusal, which may be of all. */
    private static boolean isFault(Optional<CircleException> circle, Throwable failure) {
        return circle.map(answer -> answer.kind() == Kind.UNAVAILABLE || answer.kind() == Kind.FORBIDDEN)
                .orElseGet(() -> ObjectHelper.getException(IOException.class, failure) != null
                        && ObjectHelper.getException(SQLException.class, failure) == null);
    }
}
