package io.circlesync.reconcile;

import io.circlesync.settings.SettingsReader;
import java.time.LocalDate;
import java.util.Optional;
import org.springframework.scheduling.support.CronExpression;

/**
 * When members and profiles are compared, and how much a run may do by itself.
 *
 * @param schedule empty where only a person begins one
 * @param maxChangePercent members that may differ, in percent, before a person is asked
 * @param maxLeftPercent linked profiles whose members may be gone
 * @param maxEmptiedPercent members of whom a side may have lost a value
 * @param maxQuotaPercent share of the month's calls that a scan may take
 */
public record ReconcileSettings(
        Optional<CronExpression> schedule,
        int maxChangePercent,
        int maxLeftPercent,
        int maxEmptiedPercent,
        int maxQuotaPercent) {

    static final String CHANGE = "reconcile.max-change-percent";
    static final String LEFT = "reconcile.max-left-percent";
    static final String EMPTIED = "reconcile.max-emptied-percent";
    static final String QUOTA = "reconcile.max-quota-percent";

    private static final String SCHEDULE = "reconcile.schedule";
    private static final String OFF = "off";
    private static final String EXPECTED =
            "a cron expression with seconds, such as 0 0 3 * * * for every night at three (UTC), or " + OFF;

    /** Reads them. */
    public static ReconcileSettings read(SettingsReader reader) {
        return new ReconcileSettings(
                schedule(reader),
                percent(reader, CHANGE),
                percent(reader, LEFT),
                percent(reader, EMPTIED),
                percent(reader, QUOTA));
    }

    private static int percent(SettingsReader reader, String name) {
        return reader.integer(name, 0, 100);
    }

    private static Optional<CronExpression> schedule(SettingsReader reader) {
        String given = reader.required(SCHEDULE, EXPECTED);
        if (given.equals(OFF) || given.isEmpty()) {
            return Optional.empty();
        }
        try {
            CronExpression schedule = CronExpression.parse(given);
            // No other is one for a thirtieth of February.
            if (schedule.next(LocalDate.EPOCH.atStartOfDay()) != null) {
                return Optional.of(schedule);
            }
            reader.wrong(SCHEDULE, given, "a time that comes, as " + EXPECTED);
        } catch (IllegalArgumentException e) {
            reader.wrong(SCHEDULE, given, EXPECTED);
        }
        return Optional.empty();
    }
}
