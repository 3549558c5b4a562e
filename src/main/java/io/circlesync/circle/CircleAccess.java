package io.circlesync.circle;

import io.circlesync.circle.CircleException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides what a 401 or 403 is about: the account, that is the token or the plan, or only the member for whom it was
 * answered. Circle's words tell where it names the one or the other. Else the other members do: it takes two who are
 * refused, and nobody who is let through in between, for a single member may be closed to us, as the owner of a community
 * is to writing.
 */
public final class CircleAccess {

    /** What the service does with a member. */
    public enum Right {
        READ(Kind.UNAUTHORIZED),
        WRITE(Kind.READ_ONLY);

        private final Kind ofAccount;

        Right(Kind ofAccount) {
            this.ofAccount = ofAccount;
        }
    }

    /** A search is about nobody until it has found somebody, so what it is refused for is no member's matter. */
    static final long NOBODY = 0;

    /**
     * What is known of one right.
     *
     * @param refused members refused since anybody's call went through
     * @param alone members refused while somebody else's call went through, and whose own has not since
     */
    private record Refusals(Set<Long> refused, Set<Long> alone) {}

    private static final int MEMBERS = 2;

    private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** A pause is this part of how long it has lasted: what ends within the hour is seen within a minute. */
    private static final int PART = 60;

    private final Map<Right, Refusals> refusals = new EnumMap<>(Right.class);
    private final Clock clock;
    private final Map<Long, Instant> turns = new HashMap<>();
    private Instant refusedSince = Instant.MIN;
    private Instant lastTurn = Instant.MIN;

    public CircleAccess(Clock clock) {
        this.clock = clock;
        for (Right right : Right.values()) {
            refusals.put(right, new Refusals(new HashSet<>(), new HashSet<>()));
        }
    }

    /** Notes that Circle let a call through, whatever else it thought of it. */
    synchronized void granted(Right right, long memberId) {
        Refusals known = refusals.get(right);
        if (!known.refused().isEmpty()) {
            known.alone().addAll(known.refused());
            known.refused().clear();
        }
        known.alone().remove(memberId);
        if (right == Right.WRITE) {
            lastTurn = Instant.MIN;
            turns.clear();
        }
    }

    /** What follows from a refused call: a failure of the account, or of the member. */
    synchronized CircleException refused(Right right, long memberId, RefusedCall refusal) {
        Refusals known = refusals.get(right);
        known.refused().add(memberId);
        Set<Long> unexplained = new HashSet<>(known.refused());
        unexplained.removeAll(known.alone());
        return unexplained.size() >= MEMBERS || unexplained.contains(NOBODY)
                ? ofAccount(right, memberId, refusal)
                : new CircleException(Kind.FORBIDDEN, refusal);
    }

    /**
     * What follows from a call that Circle refused in words about the token or the plan: nobody will be let through. A plan
     * may read and not write, so this, too, is about what was tried.
     */
    synchronized CircleException accountRefused(Right right, long memberId, RefusedCall refusal) {
        return ofAccount(right, memberId, refusal);
    }

    private CircleException ofAccount(Right right, long memberId, RefusedCall refusal) {
        // Whether reading goes on, the breaker asks.
        return new CircleException(
                right.ofAccount, right == Right.WRITE ? refusal.orAfter(() -> turn(memberId)) : refusal);
    }

    /**
     * How long somebody waits to whom nothing may be written: each has a turn of their own, one after the other, so that one
     * at a time asks whether Circle lets us write again, and another one where that one is not there any more. Whoever is
     * refused before it comes keeps it: moved to the end, it would leave a time in which nobody asks. Each question counts
     * against the month's quota.
     */
    private Duration turn(long memberId) {
        Instant now = clock.instant();
        turns.values().removeIf(turn -> !turn.isAfter(now));
        return Duration.between(now, turns.computeIfAbsent(memberId, id -> nextTurn(now)));
    }

    private Instant nextTurn(Instant now) {
        if (lastTurn.plus(LONGEST_PAUSE).isBefore(now)) {
            refusedSince = now;
        }
        lastTurn = (lastTurn.isAfter(now) ? lastTurn : now).plus(pause(Duration.between(refusedSince, now)));
        return lastTurn;
    }

    private static Duration pause(Duration soFar) {
        Duration part = soFar.dividedBy(PART);
        if (part.compareTo(SHORTEST_PAUSE) < 0) {
            return SHORTEST_PAUSE;
        }
        return part.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : part;
    }
}
