package io.circlesync.gap;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says when an open gap is mentioned again. */
public final class GapSchedule {

    private final GapSettings settings;

    public GapSchedule(GapSettings settings) {
        this.settings = settings;
    }

    /** Between two mentions. */
    public Duration interval() {
        return settings.reminderInterval();
    }

    /**
     * When to mention the gap the next time; empty when it has been mentioned often enough.
     *
     * @param lastMention when it was opened or mentioned last
     * @param reminders how often it was mentioned since it was opened
     */
    public Optional<Instant> remindAt(GapKind kind, Instant lastMention, int reminders) {
        return kind.repeated() && reminders < settings.maxReminders()
                ? Optional.of(lastMention.plus(settings.reminderInterval()))
                : Optional.empty();
    }
}
