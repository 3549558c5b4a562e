package io.circlesync.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How much a run may change by itself. Past one of them it waits for a person. */
final class Thresholds {

    /** A scan that has seen fewer of the members that Circle counts was cut short; some move between pages. */
    private static final int LEAST_SEEN_PERCENT = 98;

    /** So much may the number of members shrink while they are listed. */
    private static final int LEAST_LEFT_PERCENT = 90;

    private static final double WHOLE = 100;

    /**
     * A threshold that is passed.
     *
     * @param threshold the name of its setting
     * @param figure in percent
     * @param limit in percent
     */
    record Passed(String threshold, double figure, int limit) {

        /** In words. */
        String told() {
            return threshold + ": " + figure + " % (limit " + limit + " %)";
        }
    }

    private final ReconcileSettings settings;

    Thresholds(ReconcileSettings settings) {
        this.settings = settings;
    }

    /** Whether a run may be begun: it takes no larger share of the month's calls than it may. */
    List<Passed> ofPlan(double quotaShare) {
        List<Passed> passed = new ArrayList<>();
        add(passed, ReconcileSettings.QUOTA, quotaShare * WHOLE, settings.maxQuotaPercent());
        return List.copyOf(passed);
    }

    /**
     * Which thresholds the findings of a run pass. The first run of all has none: everybody is new.
     *
     * @param findings how many there are of each kind, by the kind's name
     */
    List<Passed> ofFindings(Run run, Map<String, Long> findings) {
        List<Passed> passed = new ArrayList<>();
        if (run.isFirst()) {
            return passed;
        }
        long people = Math.max(run.members(), run.linked());
        long all = findings.values().stream().mapToLong(Long::longValue).sum();
        add(passed, ReconcileSettings.CHANGE, percent(all, people), settings.maxChangePercent());
        add(
                passed,
                ReconcileSettings.LEFT,
                percent(count(findings, FindingKind.LEFT), Math.max(1, run.linked())),
                settings.maxLeftPercent());
        add(
                passed,
                ReconcileSettings.EMPTIED,
                percent(count(findings, FindingKind.EMPTIED), people),
                settings.maxEmptiedPercent());
        return List.copyOf(passed);
    }

    /** Why nothing can be told from a scan that has come to its end; empty if it was whole. */
    static Optional<String> fault(Run run) {
        if (run.counted() == 0 || run.members() == 0) {
            return Optional.of("Circle lists nobody");
        }
        if (run.members() * WHOLE < run.counted() * LEAST_SEEN_PERCENT) {
            return Optional.of("Circle counts " + run.counted() + " members and has listed " + run.members());
        }
        if (run.counted() * WHOLE < run.planned() * LEAST_LEFT_PERCENT) {
            return Optional.of(
                    "Circle counted " + run.planned() + " members, and " + run.counted() + " while they were listed");
        }
        return Optional.empty();
    }

    private static long count(Map<String, Long> findings, FindingKind kind) {
        return findings.getOrDefault(kind.jsonName(), 0L);
    }

    private static double percent(long part, long whole) {
        return whole == 0 ? 0 : part * WHOLE / whole;
    }

    private static void add(List<Passed> passed, String threshold, double figure, int limit) {
        if (figure > limit) {
            passed.add(new Passed(threshold, Math.round(figure * 10) / 10.0, limit));
        }
    }
}
