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
    private Instant asked;

    /** @param cron empty where only a person begins a run */
    ReconcileSchedule(Optional<CronExpression> cron, Clock clock) {
        this.cron = cron;
        this.clock = clock;
        this.looked = clock.instant();
        this.asked = looked;
    }

    /** The time that has come since the last one was taken, as a time of the database; empty if none has. */
    public synchronized String reached() {
        asked = clock.instant();
        return cron.map(expression -> expression.next(LocalDateTime.ofInstant(looked, ZoneOffset.UTC)))
                .map(time -> time.toInstant(ZoneOffset.UTC))
                .filter(time -> !time.isAfter(asked))
                .map(Instant::toString)
                .orElse("");
    }

    /** The database has taken the time that was told last, here or from another node. */
    public synchronized void taken() {
        // A node that slept, or whose database was away, begins one run, not one for each time that it missed.
        looked = asked;
    }
}
