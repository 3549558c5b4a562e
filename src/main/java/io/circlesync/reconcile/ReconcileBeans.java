package io.circlesync.reconcile;

import io.circlesync.circle.CircleBreaker;
import io.circlesync.circle.OwnCommunity;
import io.circlesync.count.Counts;
import io.circlesync.partner.CallBudget;
import io.circlesync.sync.MemberPreviews;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans that the routes of reconciliation call. */
public final class ReconcileBeans {

    private ReconcileBeans() {}

    /**
     * Binds everything.
     *
     * @param community whose members are compared
     * @param maxAttempts failures in a row after which a run is given up
     */
    public static void bind(
            CamelContext context,
            ReconcileSettings settings,
            OwnCommunity community,
            int maxAttempts,
            CallBudget budget,
            CircleBreaker breaker,
            MemberPreviews previews,
            Counts counts,
            Clock clock) {
        Registry registry = context.getRegistry();
        RunVerdicts verdicts = new RunVerdicts(settings, budget, counts, clock);
        registry.bind("reconciliation", new Reconciliation(budget, breaker, context));
        registry.bind("runVerdicts", verdicts);
        registry.bind(
                "runFailures",
                new RunFailures(
                        verdicts,
                        breaker,
                        maxAttempts,
                        () -> ThreadLocalRandom.current().nextDouble()));
        registry.bind("pageComparison", new PageComparison(previews, community));
        registry.bind("reconcileSchedule", new ReconcileSchedule(settings.schedule(), clock));
    }
}
