package io.circlesync.reconcile;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.scheduling.support.CronExpression;

/** Tells when a run is to begin by itself, in UTC. Every node tells the same times, and the database takes each once. */
public final class ReconcileSchedule {

    private final Optional<CronExpression> cron;
    private final Clock clock;
    private Instant looked;

    /** @param cron empty where only a person begins a run */
    ReconcileSchedule(Optional<CronExpression> cron, Clock clock) {
        this.cron = cron;
        this.clock = clock;
        this.looked = clock.instant();
    }

    /** The time that has come since the last look, as a time of the database; empty if none has. */
    public synchronized String reached() {
        Instant now = clock.instant();
        Optional<Instant> next = cron.map(
                        expression -> expression.next(LocalDateTime.ofInstant(looked, ZoneOffset.UTC)))
                .map(time -> time.toInstant(ZoneOffset.UTC))
                .filter(time -> !time.isAfter(now));
        // A node that slept begins one run, not one for each time that it missed.
        looked = now;
        return next.map(Instant::toString).orElse("");
    }
}
