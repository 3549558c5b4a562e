package io.circlesync.reconcile;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.circle.CircleBreaker;
import io.circlesync.circle.CircleException;
import io.circlesync.json.Json;
import io.circlesync.reconcile.RunVerdicts.Verdict;
import io.circlesync.retry.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import org.apache.camel.util.ObjectHelper;

/** Decides what comes of a step that failed: while Circle is away a run only waits, and a list that is none ends it. */
public final class RunFailures {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** What {@code reconcile-later.sql} takes. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Later(long run, UUID token, int attempts, String reason, long pauseMillis) {}

    private final RunVerdicts verdicts;
    private final CircleBreaker breaker;
    private final int maxAttempts;
    private final Backoff pauses;

    /** @param maxAttempts failures in a row after which a run is given up */
    RunFailures(RunVerdicts verdicts, CircleBreaker breaker, int maxAttempts, DoubleSupplier random) {
        this.verdicts = verdicts;
        this.breaker = breaker;
        this.maxAttempts = maxAttempts;
        this.pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
    }

    /** Whether the run is given up, because the failure is not one that passes. */
    public boolean isFinal(Map<String, Object> row, Throwable failure) {
        return ofList(failure).isPresent()
                || breaker.meaning(failure).burnsAttempt() && Run.of(row).attempts() + 1 >= maxAttempts;
    }

    /** That a run is given up. */
    public Verdict giveUp(Map<String, Object> row, Throwable failure) {
        return verdicts.failed(Run.of(row), reason(failure));
    }

    /** In words that are about nobody. */
    private static String reason(Throwable failure) {
        return ofList(failure)
                .or(() -> CircleException.in(failure).map(Throwable.class::cast))
                .map(Throwable::getMessage)
                .orElseGet(() -> failure.getClass().getSimpleName());
    }

    /** When a run is to be gone on with, as {@code reconcile-later.sql} takes it. */
    public String later(Map<String, Object> row, Throwable failure) {
        Run run = Run.of(row);
        int attempts = breaker.meaning(failure).burnsAttempt() ? run.attempts() + 1 : run.attempts();
        return Json.write(new Later(
                run.id(),
                run.lease(),
                attempts,
                reason(failure),
                pauses.after(Math.max(1, attempts)).toMillis()));
    }

    private static Optional<Throwable> ofList(Throwable failure) {
        return Optional.ofNullable(ObjectHelper.getException(ListFaultException.class, failure));
    }
}
