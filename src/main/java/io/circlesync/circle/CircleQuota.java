package io.circlesync.circle;

import io.circlesync.gap.Gap;
import io.circlesync.gap.GapNotice;
import io.circlesync.partner.CallBudget;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides when the team hears how much of the month's quota of calls to Circle is used up. One thread looks. */
public final class CircleQuota {

    /** Shares, in percent, that the team hears of. */
    private static final List<Integer> SHARES = List.of(100, 90, 70);

    private static final Logger LOG = LoggerFactory.getLogger(CircleQuota.class);

    private final CallBudget budget;
    /** The share that was used up at the last look. */
    private int seen;
    /** The share that has stayed used up since the look before: calls that were taken and are not needed come back at once. */
    private int used;

    private String told = "";

    public CircleQuota(CallBudget budget) {
        this.budget = budget;
    }

    /** Looks at a row of {@code circle-watch.sql}: whether a further share is used up that this process has not told. */
    public boolean isNews(Map<String, Object> row) {
        int now = share(row);
        used = Math.min(seen, now);
        seen = now;
        return used > 0 && !told.equals(key(row));
    }

    /** The word that the share of the last look is used up; whoever tells it a second time adds nothing. */
    public List<GapNotice> used(Map<String, Object> row) {
        told = key(row);
        Instant month = ((Timestamp) row.get("month")).toInstant();
        String reason = row.get("calls_of_month") + " of " + budget.monthlyQuota() + " calls are made";
        LOG.warn("{} % of the month's calls to Circle are used up: {}", used, reason);
        return List.of(GapNotice.opened(Gap.ofCircleQuota(used, reason), month, Optional.empty()));
    }

    private String key(Map<String, Object> row) {
        return row.get("month") + " " + used;
    }

    /** The largest share that is told of those that are used up; 0 for none. */
    private int share(Map<String, Object> row) {
        int percent = budget.usedPercent((Integer) row.get("calls_of_month"));
        return SHARES.stream().filter(share -> percent >= share).findFirst().orElse(0);
    }
}
