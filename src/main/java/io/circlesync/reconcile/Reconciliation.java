package io.circlesync.reconcile;

import io.circlesync.circle.CircleBreaker;
import io.circlesync.partner.CallBudget;
import java.util.Map;
import org.apache.camel.CamelContext;

/**
 * Leads a run from step to step, behind all others who call Circle. Each step is one statement that also says which step comes
 * next, so a run goes on wherever it was left.
 */
public final class Reconciliation {

    private static final int PAGES_BETWEEN_WORDS = 100;

    private final CallBudget budget;
    private final CircleBreaker breaker;
    private final CamelContext context;

    Reconciliation(CallBudget budget, CircleBreaker breaker, CamelContext context) {
        this.budget = budget;
        this.breaker = breaker;
        this.context = context;
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

    /**
     * What {@code reconcile-call.sql}, {@code reconcile-apply.sql} and their sisters take: the lease, and what calls are left for
     * others; all of them while Circle is not called.
     */
    public String held(Map<String, Object> row) {
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

    /** The number of the page to be read next. */
    public int nextPage(Map<String, Object> row) {
        return Run.of(row).page() + 1;
    }

    /** Whether it is time to say how far the run has come. */
    public boolean isMilestone(Map<String, Object> row) {
        return row != null && Run.of(row).page() % PAGES_BETWEEN_WORDS == 0;
    }
}
