package io.circlesync.reconcile;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.circle.CircleBreaker;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CirclePage;
import io.circlesync.count.Counts;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import io.circlesync.partner.CallBudget;
import io.circlesync.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;

/**
 * Decides what the steps of a run come to: how large it is, whether its scan can be trusted, and whether it may write what it
 * has found. Each step is one statement that also says which step comes next, so a run goes on wherever it was left.
 */
public final class Reconciliation {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private static final int PAGES_BETWEEN_WORDS = 100;

    /** Whoever counts more pages than twice as many as there can be does not come to an end. */
    private static final int MOST_LAPS = 2;

    /** What {@code reconcile-planned.sql} takes. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Plan(
            long run,
            UUID token,
            long members,
            int calls,
            long seconds,
            double share,
            boolean waits,
            List<Thresholds.Passed> waitingFor) {}

    /** What {@code reconcile-judged.sql} takes. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Judged(
            long run, UUID token, String nextState, List<Thresholds.Passed> waitingFor, Optional<String> reason) {}

    /** What {@code reconcile-later.sql} takes. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Later(long run, UUID token, int attempts, long pauseMillis) {}

    /** What becomes of a run, with what the team hears of it. */
    public record Verdict(Change change) implements Decision {}

    private final Thresholds thresholds;
    private final CallBudget budget;
    private final CircleBreaker breaker;
    private final int maxAttempts;
    private final Backoff pauses;
    private final CamelContext context;
    private final Counts counts;
    private final Clock clock;

    /** @param maxAttempts failures in a row after which a run is given up */
    public Reconciliation(
            ReconcileSettings settings,
            CallBudget budget,
            CircleBreaker breaker,
            int maxAttempts,
            CamelContext context,
            Counts counts,
            Clock clock,
            DoubleSupplier random) {
        this.thresholds = new Thresholds(settings);
        this.budget = budget;
        this.breaker = breaker;
        this.maxAttempts = maxAttempts;
        this.pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
        this.context = context;
        this.counts = counts;
        this.clock = clock;
    }

    /** Whether the next step can be taken at once. A process that is about to end leaves it to others. */
    public boolean goesOn(Map<String, Object> row) {
        return isHeld(row)
                && !context.getStatus().isStopping()
                && context.getStatus().isStarted();
    }

    /** Whether the run is still held. */
    public boolean isHeld(Map<String, Object> row) {
        return row != null && row.get("lease_token") != null;
    }

    /** Asks for a call to Circle, as {@code reconcile-call.sql} takes it; for none while Circle is not called. */
    public String call(Map<String, Object> row) {
        Run run = Run.of(row);
        return budget.reconciliation(run.id(), run.lease(), !breaker.isInDoubt());
    }

    /** Whether the call may be made; then it is taken. */
    public boolean mayCall(Map<String, Object> row) {
        boolean may = row != null && Boolean.TRUE.equals(row.get("is_free"));
        if (may) {
            budget.taken();
        }
        return may;
    }

    /** Whether it is time to say how far the run has come. */
    public boolean isMilestone(Map<String, Object> row) {
        return row != null && Run.of(row).page() % PAGES_BETWEEN_WORDS == 0;
    }

    /** The number of the page to be read next. */
    public int nextPage(Map<String, Object> row) {
        return Run.of(row).page() + 1;
    }

    /** How large a run will be, by the first page, as {@code reconcile-planned.sql} takes it. */
    public String plan(Map<String, Object> row, CirclePage first) {
        Run run = Run.of(row);
        int calls = Run.pages(first.count());
        double share = (double) calls / budget.monthlyQuota();
        List<Thresholds.Passed> passed = thresholds.ofPlan(share);
        return Json.write(new Plan(
                run.id(),
                run.lease(),
                first.count(),
                calls,
                budget.reconciliationSeconds(calls),
                share,
                !passed.isEmpty(),
                passed));
    }

    /** Whether something can be told from the scan as a whole. */
    public boolean isWhole(Map<String, Object> row) {
        return Thresholds.fault(Run.of(row)).isEmpty();
    }

    /** Whether the list goes on and on. */
    static boolean isEndless(Run run) {
        return run.page() > MOST_LAPS * Run.pages(Math.max(run.planned(), run.counted())) + 1;
    }

    /** That nothing can be told from the scan. */
    public Verdict cutShort(Map<String, Object> row) {
        Run run = Run.of(row);
        return failed(run, Thresholds.fault(run));
    }

    /**
     * Whether the run may write what it has found.
     *
     * @param kinds rows of {@code reconcile-figures.sql}
     */
    public Verdict judge(Map<String, Object> row, List<Map<String, Object>> kinds) {
        Run run = Run.of(row);
        List<Thresholds.Passed> passed =
                run.dryRun() || run.pass() > 1 ? List.of() : thresholds.ofFindings(run, figures(kinds));
        if (!passed.isEmpty()) {
            String reason = passed.stream().map(Thresholds.Passed::told).collect(Collectors.joining(", "));
            return verdict(run, "waiting", passed, Optional.of("waiting"), reason);
        }
        return verdict(run, run.dryRun() && run.pass() == 1 ? "done" : "running", List.of(), Optional.empty(), "");
    }

    /** What becomes of a run after a failure: it is given up, where that is not one that passes. */
    public boolean isFinal(Map<String, Object> row, Throwable failure) {
        return ofList(failure).isPresent() || burns(failure) && Run.of(row).attempts() + 1 >= maxAttempts;
    }

    /** That a run is given up. */
    public Verdict giveUp(Map<String, Object> row, Throwable failure) {
        String reason = ofList(failure)
                .map(Throwable::getMessage)
                .or(() -> CircleException.in(failure).map(Throwable::getMessage))
                .orElseGet(() -> failure.getClass().getSimpleName());
        return failed(Run.of(row), reason);
    }

    /** When a run is to be gone on with after a failure, as {@code reconcile-later.sql} takes it. */
    public String later(Map<String, Object> row, Throwable failure) {
        Run run = Run.of(row);
        int attempts = burns(failure) ? run.attempts() + 1 : run.attempts();
        return Json.write(new Later(
                run.id(),
                run.lease(),
                attempts,
                pauses.after(Math.max(1, attempts)).toMillis()));
    }

    /** What {@code reconcile-apply.sql} and its sisters take: the lease, and what calls are left for others. */
    public String held(Map<String, Object> row) {
        Run run = Run.of(row);
        return budget.reconciliation(run.id(), run.lease(), !breaker.isInDoubt());
    }

    /** Whether the run has just been done, and the team is to hear of it. */
    public boolean isDone(Map<String, Object> row) {
        boolean isDone = row != null && "done".equals(row.get("state"));
        if (isDone) {
            counts.reconciliation("done");
        }
        return isDone;
    }

    /** The word that a run is done, with its figures; nothing where it has found nothing. */
    public List<GapNotice> summary(Map<String, Object> row, List<Map<String, Object>> kinds) {
        Map<String, Long> figures = figures(kinds);
        if (figures.isEmpty()) {
            return List.of();
        }
        String counts = figures.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
        Run run = Run.of(row);
        return List.of(notice(run, "done", run.members() + " members compared: " + counts));
    }

    private Verdict failed(Run run, String reason) {
        return verdict(run, "failed", List.of(), Optional.of("failed"), reason);
    }

    private Verdict verdict(
            Run run, String state, List<Thresholds.Passed> passed, Optional<String> told, String reason) {
        Judged judged = new Judged(
                run.id(), run.lease(), state, passed, Optional.of(reason).filter(text -> !text.isEmpty()));
        if (!state.equals("running")) {
            counts.reconciliation(state);
        }
        return new Verdict(Change.build()
                .own(judged)
                .telling(told.stream().map(cause -> notice(run, cause, reason)).toList())
                .done());
    }

    private GapNotice notice(Run run, String cause, String reason) {
        return GapNotice.opened(
                Gap.ofReconciliation(run.id(), cause, reason),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                Optional.empty());
    }

    private static Map<String, Long> figures(List<Map<String, Object>> kinds) {
        Map<String, Long> figures = new TreeMap<>();
        kinds.forEach(kind -> figures.put((String) kind.get("kind"), (Long) kind.get("findings")));
        return figures;
    }

    /** Whether a failure counts: while Circle is away, a run only waits. */
    private boolean burns(Throwable failure) {
        return breaker.kind(failure).burnsAttempt() && !breaker.isInDoubt();
    }

    private static Optional<Throwable> ofList(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof ListFaultException)) {
            cause = cause.getCause();
        }
        return Optional.ofNullable(cause);
    }
}
