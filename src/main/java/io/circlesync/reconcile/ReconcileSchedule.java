package io.circlesync.reconcile;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.scheduling.support.CronExpression;

/** Tells when a run is to begin by itself, in UTC. Every node tells the same times, and the database takes each once. */
public final class ReconcileSchedule {

    /** Who was away for longer has the next time to wait for. */
    private static final Duration MADE_UP_FOR = Duration.ofDays(1);

    private final Optional<CronExpression> cron;
    private final Clock clock;

    /** @param cron empty where only a person begins a run */
    ReconcileSchedule(Optional<CronExpression> cron, Clock clock) {
        this.cron = cron;
        this.clock = clock;
    }

    /**
     * A time that has come since, a day ago at most; empty if none has. However many have passed while nobody looked, one run makes up for all.
     *
     * @param row {@code looked_at}: up to when the schedule has been looked at
     * @return a time as the database reads it
     */
    public String reached(Map<String, Object> row) {
        Instant now = clock.instant();
        Instant looked = ((Timestamp) row.get("looked_at")).toInstant();
        Instant since = Collections.max(List.of(looked, now.minus(MADE_UP_FOR)));
        return cron.map(expression -> expression.next(LocalDateTime.ofInstant(since, ZoneOffset.UTC)))
                .map(time -> time.toInstant(ZoneOffset.UTC))
                .filter(time -> !time.isAfter(now))
                .map(Instant::toString)
                .orElse("");
    }
}
