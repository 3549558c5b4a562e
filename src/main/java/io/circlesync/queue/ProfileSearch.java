package io.circlesync.queue;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.circle.CircleBreaker;
import io.circlesync.circle.CircleBreaker.Meaning;
import io.circlesync.circle.CircleException.Kind;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.Hold;
import io.circlesync.circle.MemberSearch;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.partner.CallBudget;
import io.circlesync.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.DoubleSupplier;

/**
 * Decides what follows when Circle was searched for the member that a profile made here belongs to. A search that Circle
 * refuses, or that fails again and again, ends, and the team hears of it: the next edit of the profile begins another.
 */
public final class ProfileSearch {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

    /**
     * The next step after a failure, as {@code profile-search-later.sql} reads it.
     *
     * @param attempts failed attempts that count, this one included where it does
     * @param failed whether it was the last one
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record NextSearch(UUID profileId, UUID leaseToken, int attempts, boolean failed, long delayMillis) {}

    /**
     * What to write after a failure, and what to tell.
     *
     * @param isNews whether it says something about this search; that Circle is away is told once for all
     */
    public record Failed(NextSearch search, boolean isNews, Change change) implements Decision {

        /** What follows, for the log. */
        public String next() {
            return search.failed() ? "given up" : "tried again";
        }
    }

    private final int maxAttempts;
    private final CircleBreaker breaker;
    private final CallBudget budget;
    private final Clock clock;
    private final CircleBackoff backoff;

    /**
     * @param maxAttempts failed attempts after which a search ends
     * @param breaker knows whether Circle is away as a whole
     * @param budget is told of each search, for it was claimed with a call
     * @param random gives numbers from 0 to 1, for the variation of the wait
     */
    public ProfileSearch(
            int maxAttempts, CircleBreaker breaker, CallBudget budget, Clock clock, DoubleSupplier random) {
        this.maxAttempts = maxAttempts;
        this.breaker = breaker;
        this.budget = budget;
        this.clock = clock;
        this.backoff = new CircleBackoff(new Backoff(FIRST_WAIT, LONGEST_WAIT, random));
    }

    /** Whom to look for, from a row of {@code profile-search-claim.sql}. */
    public MemberSearch wanted(Map<String, Object> claimed) {
        budget.taken();
        return new MemberSearch((String) claimed.get("email"), new Hold((UUID) claimed.get("profile_id"), (UUID)
                claimed.get("lease_token")));
    }

    /** The parameters of {@code profile-found.sql}: the member to be synced, none if Circle has nobody. */
    public Map<String, Object> found(Map<String, Object> claimed, Optional<CircleMember> member) {
        Map<String, Object> parameters = new HashMap<>(claimed);
        parameters.put("memberId", member.map(CircleMember::id).orElse(null));
        return parameters;
    }

    /** When to search again, if at all. */
    public Failed failed(Map<String, Object> claimed, Throwable failure) {
        UUID profileId = (UUID) claimed.get("profile_id");
        Meaning meaning = breaker.meaning(failure);
        Kind kind = meaning.kind();
        CircleBackoff.Next next = backoff.after((Integer) claimed.get("attempts"), kind, failure);
        boolean waits = meaning.isNobodysOwn();
        boolean last = !waits && (kind == Kind.REJECTED || next.attempts() >= maxAttempts);
        NextSearch search = new NextSearch(
                profileId,
                (UUID) claimed.get("lease_token"),
                waits ? (Integer) claimed.get("attempts") : next.attempts(),
                last,
                waits ? 0 : next.delay().toMillis());
        List<GapNotice> notices = last ? List.of(notice(profileId, failure)) : List.of();
        return new Failed(
                search, !waits, Change.build().own(search).telling(notices).done());
    }

    private GapNotice notice(UUID profileId, Throwable failure) {
        Gap gap = Gap.ofProfile(
                GapKind.SYNC_FAILED,
                profileId,
                Optional.empty(),
                Map.of("reason", "Circle could not be searched for their address: " + MemberRetry.describe(failure)));
        return GapNotice.opened(gap, clock.instant(), Optional.empty());
    }
}
