package io.circlesync.reconcile;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.circle.CirclePage;
import io.circlesync.count.Counts;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import io.circlesync.partner.CallBudget;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Decides what becomes of a run: how large it is, whether its scan can be trusted, whether it may write what it has found, and what
 * the team hears of it.
 */
public final class RunVerdicts {

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

    /** What becomes of a run, with what the team hears of it. */
    public record Verdict(Change change) implements Decision {}

    private final Thresholds thresholds;
    private final CallBudget budget;
    private final Counts counts;
    private final Clock clock;

    RunVerdicts(ReconcileSettings settings, CallBudget budget, Counts counts, Clock clock) {
        this.thresholds = new Thresholds(settings);
        this.budget = budget;
        this.counts = counts;
        this.clock = clock;
    }

    /** How large a run will be, by the first page, as {@code reconcile-planned.sql} takes it. */
    public String plan(Map<String, Object> row, CirclePage first) {
        Run run = Run.of(row);
        int calls = Math.toIntExact(CirclePage.pages(first.count()));
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

    /** That nothing can be told from the scan. */
    public Verdict cutShort(Map<String, Object> row) {
        Run run = Run.of(row);
        return failed(run, Thresholds.fault(run).orElseThrow());
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
        String told = figures.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
        Run run = Run.of(row);
        return List.of(notice(run, "done", run.members() + " members compared: " + told));
    }

    /** That a run is given up. */
    Verdict failed(Run run, String reason) {
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
        return GapNotice.opened(Gap.ofReconciliation(run.id(), cause, reason), clock.instant(), Optional.empty());
    }

    private static Map<String, Long> figures(List<Map<String, Object>> kinds) {
        Map<String, Long> figures = new TreeMap<>();
        kinds.forEach(kind -> figures.put((String) kind.get("kind"), (Long) kind.get("findings")));
        return figures;
    }
}
