package io.circlesync.circle;

import io.circlesync.circle.CircleException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what a 401 or 403 is about: the account, that is the token or the plan, or only the member for whom it was
 * answered. Circle's words do not tell, so the other members do: where somebody else's call goes through, it was about the
 * member.
 *
 * <p>No single member is known to be closed to reading, so one refused read is enough for the account. Writing is another
 * matter, as to the owner of a community: it takes two members, and nobody to whom Circle let us write in between.
 */
public final class CircleAccess {

    /** What the service does with a member. */
    public enum Right {
        READ(1, Kind.UNAUTHORIZED),
        WRITE(2, Kind.READ_ONLY);

        private final int members;
        private final Kind ofAccount;

        Right(int members, Kind ofAccount) {
            this.members = members;
            this.ofAccount = ofAccount;
        }
    }

    /**
     * What is known of one right.
     *
     * @param refused members refused since anybody's call went through
     * @param alone members refused while somebody else's call went through, and whose own has not since
     */
    private record Refusals(Set<Long> refused, Set<Long> alone) {}

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(60);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Map<Right, Refusals> refusals = new EnumMap<>(Right.class);
    private final Map<Right, Instant> accountRefusedSince = new EnumMap<>(Right.class);
    private final Clock clock;

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
        accountRefusedSince.remove(right);
    }

    /** What follows from a refused call: a failure of the account, with a pause that grows, or of the member. */
    synchronized CircleException refused(Right right, long memberId, String message, Optional<Duration> retryAfter) {
        Refusals known = refusals.get(right);
        known.refused().add(memberId);
        long unexplained = known.refused().stream()
                .filter(member -> !known.alone().contains(member))
                .count();
        if (unexplained < right.members) {
            return new CircleException(Kind.FORBIDDEN, message, retryAfter);
        }
        Instant now = clock.instant();
        Duration soFar = Duration.between(accountRefusedSince.computeIfAbsent(right, first -> now), now);
        return new CircleException(right.ofAccount, message, retryAfter.or(() -> pause(soFar)));
    }

    /** As long again as it has lasted; empty while the pause after any refusal is longer. */
    private static Optional<Duration> pause(Duration soFar) {
        return Optional.of(soFar)
                .filter(lasted -> lasted.compareTo(SHORTEST_PAUSE) >= 0)
                .map(lasted -> lasted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : lasted);
    }
}
