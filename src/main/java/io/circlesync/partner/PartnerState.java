package io.circlesync.partner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How a partner stands, as operators are told.
 *
 * @param name {@code circle}, or a channel's, such as {@code mail} or {@code slack:members}
 * @param state {@code closed} while calls flow, {@code open} while none is made, {@code probing} while one asks whether the
 *     partner is well again
 * @param since since when it is closed, or is not
 * @param reason why it is not closed: the partner's status and words, nobody's data
 * @param nextProbeAt when it is asked next; empty where it is not to be, or is being asked now
 * @param callsThisMinute calls in the minute by the clock
 * @param callsThisMonth calls in the month (UTC)
 * @param budgetPerMinute calls in any minute, at most
 * @param monthlyQuota calls in a month, at most; empty where there is no such limit
 * @param usedPercent how much of that is used up: 100 where what is left is too little for a member
 */
public record PartnerState(
        String name,
        String state,
        Instant since,
        Optional<String> reason,
        Optional<Instant> nextProbeAt,
        int callsThisMinute,
        int callsThisMonth,
        long budgetPerMinute,
        Optional<Integer> monthlyQuota,
        Optional<Integer> usedPercent) {

    /** The name of Circle's row. */
    public static final String CIRCLE = "circle";

    /** Whether it is not called. */
    @JsonIgnore
    public boolean isAway() {
        return !state.equals("closed");
    }

    /** The same, with what it may be called. */
    PartnerState within(long perMinute, Optional<Integer> quota, Optional<Integer> used) {
        return new PartnerState(
                name, state, since, reason, nextProbeAt, callsThisMinute, callsThisMonth, perMinute, quota, used);
    }

    /** Of a row of {@code partner-list.sql}, without what it may be called. */
    public static PartnerState of(Map<String, Object> row) {
        return new PartnerState(
                (String) row.get("name"),
                (String) row.get("state"),
                ((Timestamp) row.get("since")).toInstant(),
                Optional.ofNullable((String) row.get("reason")),
                Optional.ofNullable((Timestamp) row.get("next_probe_at")).map(Timestamp::toInstant),
                (Integer) row.get("minute_calls"),
                (Integer) row.get("month_calls"),
                0,
                Optional.empty(),
                Optional.empty());
    }
}
