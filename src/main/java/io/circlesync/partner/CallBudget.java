package io.circlesync.partner;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * This process's part in the calls that all nodes together may make to Circle. The budget is kept in the database: whoever
 * claims work takes the calls for it in the same statement, and what cannot be paid is not claimed; so nothing waits for
 * the budget that holds a lease, a connection or a thread. Here is only what was taken and is not needed, or was called
 * without having been taken; the next claim settles it.
 */
public final class CallBudget {

    private static final int BURSTS_PER_MINUTE = 6;

    /** A member is read, and may be written to. */
    private static final int MOST_PER_MEMBER = 2;

    private static final long MICROS_PER_MINUTE = 60_000_000;

    /** Why a run waits, as its {@code reason} tells. */
    private static final String AWAY = "Circle is not called at the moment; the run goes on when it is.";

    private static final String SPENT =
            "Nine tenths of the month's calls (circle.monthly-quota) are used up, and the rest is"
                    + " left for webhooks and local edits; the run goes on when the month (UTC) is over.";

    /**
     * What {@code member-claim.sql}, {@code profile-search-claim.sql} and {@code member-burst-call.sql} take.
     *
     * @param limit most that are claimed
     * @param callsEach how many calls each member may need
     * @param own calls that were taken and are needed by nobody; below zero for those that were made without
     * @param pauseMicros between two calls
     * @param burst calls that may go out at once after a pause
     * @param quota calls in a month
     * @param leaseMillis how long members are held
     * @param keys of Circle's, by the fields that are kept under them; a node with other ones claims nobody
     */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Claim(
            int limit,
            int callsEach,
            int own,
            long pauseMicros,
            int burst,
            int quota,
            long leaseMillis,
            Map<String, String> keys) {}

    /**
     * What {@code reconcile-call.sql} and {@code reconcile-apply.sql} take.
     *
     * @param reserve calls that are left for others
     * @param away why there are no calls at all, if so
     * @param spent why there are none, if the month's are used up
     */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Behind(
            long run,
            UUID token,
            long pauseMicros,
            int burst,
            int reserve,
            int quota,
            Optional<String> away,
            String spent) {}

    private final int perMinute;
    private final int monthlyQuota;
    private final int callsPerMember;
    private final Duration lease;
    private final Map<String, String> keys;
    private final AtomicInteger own = new AtomicInteger();
    /** Calls that members in work may still need, by the member. */
    private final Map<Long, AtomicInteger> reserved = new ConcurrentHashMap<>();

    /**
     * @param perMinute calls in any minute, at most
     * @param monthlyQuota calls in a month (UTC), at most
     * @param isWriting whether the sync of a member may need a call more, to write what Circle lacks
     * @param lease how long a member is held that has been claimed
     * @param keys of Circle's, by the fields that this node keeps under them
     */
    public CallBudget(int perMinute, int monthlyQuota, boolean isWriting, Duration lease, Map<String, String> keys) {
        this.perMinute = perMinute;
        this.monthlyQuota = monthlyQuota;
        this.callsPerMember = isWriting ? MOST_PER_MEMBER : 1;
        this.lease = lease;
        this.keys = keys;
    }

    /** Asks for due members, as {@code member-claim.sql} takes it. */
    public String members(int limit) {
        return json(claim(limit, own.getAndSet(0)));
    }

    /** Asks for due searches, as {@code profile-search-claim.sql} takes it. */
    public String searches(int limit) {
        return json(claim(limit, 0));
    }

    /** Asks for one call of nobody's, as {@code member-burst-call.sql} takes it. */
    public String oneCall() {
        return json(claim(1, 0));
    }

    /**
     * Asks for calls of a run, which goes behind all others: half of what may go out at once is left for them, so that whoever
     * comes next finds calls; less where a run could not have a single member synced then.
     *
     * @param token of the run's lease
     * @param isOpen whether there are calls at all at the moment
     */
    public String reconciliation(long run, UUID token, boolean isOpen) {
        int reserve = isOpen ? Math.min(burst() / 2, burst() - MOST_PER_MEMBER) : Integer.MAX_VALUE;
        Optional<String> away = isOpen ? Optional.empty() : Optional.of(AWAY);
        return Json.write(new Behind(run, token, pauseMicros(), burst(), reserve, monthlyQuota, away, SPENT));
    }

    /** How long a run takes that has so many calls to make, and no others beside it. */
    public long reconciliationSeconds(int calls) {
        long waiting = Math.max(0, calls - burst() / 2);
        return TimeUnit.MICROSECONDS.toSeconds(waiting * pauseMicros()) + 1;
    }

    /** A member has been claimed, and with them the calls that they may need. */
    public void reserve(long memberId) {
        reserved.put(memberId, new AtomicInteger(callsPerMember));
    }

    /** The work on a member is over; what it did not need is free. */
    public void release(long memberId) {
        AtomicInteger rest = reserved.remove(memberId);
        if (rest != null) {
            own.addAndGet(rest.get());
        }
    }

    /** A call has been taken that belongs to no member in work: for a search, or for a page of the list. */
    public void taken() {
        own.incrementAndGet();
    }

    /**
     * Circle is called now.
     *
     * @param memberId whom it is about; any other number if it is about no member that is in work
     */
    public void called(long memberId) {
        AtomicInteger rest = reserved.get(memberId);
        if (rest == null || rest.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            own.decrementAndGet();
        }
    }

    /** How much of the month's quota is used up, in percent: all of it where what is left is too little for a member. */
    public int usedPercent(int callsOfMonth) {
        return monthlyQuota - callsOfMonth < callsPerMember ? 100 : Math.toIntExact(callsOfMonth * 100L / monthlyQuota);
    }

    /** Calls in any minute, at most. */
    public int perMinute() {
        return perMinute;
    }

    /** Calls in a month, at most. */
    public int monthlyQuota() {
        return monthlyQuota;
    }

    /**
     * As many as in ten seconds, so that a handful of people who come together need not wait, at the cost of a sixth of the
     * steady pace; and at least enough for one member.
     */
    private int burst() {
        return Math.max(MOST_PER_MEMBER, perMinute / BURSTS_PER_MINUTE);
    }

    /** Spread so that no minute has more than its calls, however it is cut out and even if it begins with a burst. */
    private Duration pause() {
        return Duration.ofNanos(MICROS_PER_MINUTE * 1_000 / Math.max(1, perMinute - burst()));
    }

    private Claim claim(int limit, int mine) {
        return new Claim(limit, callsPerMember, mine, pauseMicros(), burst(), monthlyQuota, lease.toMillis(), keys);
    }

    private long pauseMicros() {
        return Math.max(1, pause().toNanos() / 1_000);
    }

    private static String json(Claim claim) {
        return Json.write(claim);
    }
}
