package io.circlesync.queue;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.circle.CircleBreaker;
import io.circlesync.circle.CirclePage;
import io.circlesync.circle.CommunityFields;
import io.circlesync.json.Json;
import io.circlesync.partner.CallBudget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;

/**
 * Decides when many due members are read from Circle's list, which tells of a hundred with one call. They are held meanwhile, so
 * that nobody asks for each, and a node that dies leaves nothing behind but a lease that ends.
 */
public final class MemberBursts {

    /** Fewer are soon asked for one by one. */
    private static final int LEAST = 500;

    /** What one process remembers of them stays small. */
    private static final int MOST = 10_000;

    private static final Duration HOLD = Duration.ofMinutes(2);

    /** Left of the lease when the last page is asked for: longer than a call can take. */
    private static final Duration LAST_PAGE = Duration.ofSeconds(40);

    /** After pages that were not worth their calls. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** What {@code member-burst.sql} takes. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Wanted(
            int least,
            int most,
            UUID token,
            long holdMillis,
            @JsonRawValue String call) {}

    /** A member as a page shows them. */
    private record Told(long id, long generation, String place, String member) {}

    /** A member who was on no page. */
    private record Left(long id, String place) {}

    /** What {@code member-burst-told.sql} and {@code member-burst-end.sql} take. */
    private record Page(UUID token, List<Told> members) {}

    /** The same of those who were on no page. */
    private record Rest(UUID token, List<Left> members) {}

    private final CallBudget budget;
    private final CommunityFields community;
    private final CircleBreaker breaker;
    private final CamelContext context;
    private final Clock clock;
    private volatile Instant notBefore = Instant.MIN;

    MemberBursts(
            CallBudget budget, CommunityFields community, CircleBreaker breaker, CamelContext context, Clock clock) {
        this.budget = budget;
        this.community = community;
        this.breaker = breaker;
        this.context = context;
        this.clock = clock;
    }

    /** Whether it is time to look for one. */
    public boolean isTime() {
        return !breaker.isInDoubt() && !clock.instant().isBefore(notBefore);
    }

    /** Asks for the members of a burst, as {@code member-burst.sql} takes it. */
    public String wanted() {
        return Json.write(new Wanted(LEAST, MOST, UUID.randomUUID(), HOLD.toMillis(), budget.oneCall()));
    }

    /** Whether there is one. */
    public boolean isAny(List<Map<String, Object>> rows) {
        return !rows.isEmpty();
    }

    /**
     * The burst that is held now.
     *
     * @param rows of {@code member-burst.sql}, at least one
     */
    public Burst begin(List<Map<String, Object>> rows) {
        Map<Long, Burst.Held> held = new HashMap<>();
        rows.forEach(row ->
                held.put((Long) row.get("circle_member_id"), new Burst.Held((Long) row.get("generation"), (String)
                        row.get("place"))));
        UUID token = (UUID) rows.get(0).get("lease_token");
        return new Burst(token, clock.instant().plus(HOLD).minus(LAST_PAGE), held);
    }

    /** Whether another page is to be read. A process that is about to end reads none. */
    public boolean goesOn(Burst burst) {
        return burst.isWorthAPage()
                && !breaker.isInDoubt()
                && clock.instant().isBefore(burst.deadline())
                && !context.getStatus().isStopping();
    }

    /** Asks for a call, as {@code member-burst-call.sql} takes it. */
    public String call() {
        return budget.oneCall();
    }

    /**
     * Whether the call may be made; then it is taken.
     *
     * @param isFree the answer of {@code member-burst-call.sql}
     */
    public boolean mayCall(Boolean isFree) {
        if (isFree) {
            budget.taken();
        }
        return isFree;
    }

    /** The number of the page to be read next. */
    public int nextPage(Burst burst) {
        return Math.toIntExact(burst.pages() + 1);
    }

    /** What a page tells of them, as {@code member-burst-told.sql} takes it. */
    public String told(Burst burst, CirclePage page) {
        return Json.write(new Page(
                burst.token(),
                burst.take(page, community::isTold).stream()
                        .map(shown -> told(burst, shown))
                        .toList()));
    }

    private static Told told(Burst burst, CirclePage.Listed shown) {
        Burst.Held held = burst.members().get(shown.id());
        return new Told(shown.id(), held.generation(), held.place(), shown.text());
    }

    /** What {@link #told} has worded is written. */
    public void given(Burst burst) {
        burst.given();
    }

    /** The members who are left, as {@code member-burst-end.sql} takes them: Circle is asked for each. */
    public String rest(Burst burst) {
        if (burst.left() >= burst.told()) {
            notBefore = clock.instant().plus(PAUSE);
        }
        return Json.write(new Rest(
                burst.token(),
                burst.members().entrySet().stream()
                        .map(left -> new Left(left.getKey(), left.getValue().place()))
                        .toList()));
    }
}
