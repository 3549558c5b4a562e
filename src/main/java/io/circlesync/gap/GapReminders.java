package io.circlesync.gap;

import io.circlesync.json.Json;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns gaps that are due for a reminder, as the database gives them, into notices and the next reminder. */
public final class GapReminders {

    private static final Logger LOG = LoggerFactory.getLogger(GapReminders.class);

    /** Where a gap stands after its reminder; null is how JSON says that there is none to come. */
    public record Move(long id, int reminders, Optional<Instant> remindAt) {}

    private final GapSchedule schedule;
    private final Clock clock;

    public GapReminders(GapSchedule schedule, Clock clock) {
        this.schedule = schedule;
        this.clock = clock;
    }

    /** What to say about the due gaps; nothing to those who left, and nothing before it is time. */
    public List<GapNotice> notices(List<Map<String, Object>> rows) {
        return rows.stream()
                .filter(row -> !left(row) && !isEarly(row))
                .flatMap(row -> notice(row).stream())
                .toList();
    }

    /**
     * The gaps' next reminders as a JSON list of {@link Move}. A reminder that the sign-up mail gives in the same
     * breath moves on without being counted, so that the gap still gets its own ones once the account exists, and so does one
     * before which an earlier message still waits, or has waited so long that nobody needs to be reminded of it. A gap that
     * is unreadable has no more reminders, for it would never have one.
     */
    public String moves(List<Map<String, Object>> rows) {
        return Json.write(rows.stream().map(this::move).toList());
    }

    private Move move(Map<String, Object> row) {
        long id = (Long) row.get("id");
        int reminders = (Integer) row.get("reminders");
        Optional<GapNotice> notice = notice(row);
        if (notice.isEmpty()) {
            LOG.error("Gap {} is unreadable and is not mentioned again", id);
        }
        if (left(row) || notice.isEmpty()) {
            return new Move(id, reminders, Optional.empty());
        }
        GapKind kind = notice.get().gap().kind();
        boolean saidElsewhere =
                kind == GapKind.INCOMPLETE_PROFILE && notice.get().alsoMissingWorkos();
        int counted = saidElsewhere || isEarly(row) ? reminders : reminders + 1;
        return new Move(id, counted, schedule.remindAt(kind, clock.instant(), counted));
    }

    /**
     * Half of the time between two reminders is more than a message waits where all is well. Where a person is written to, it is
     * what they have heard that counts, and not what the team has.
     */
    private boolean isEarly(Map<String, Object> row) {
        boolean isPersonal =
                notice(row).filter(notice -> notice.gap().kind().personal()).isPresent();
        Instant since = clock.instant().minus(schedule.interval().dividedBy(2));
        return (Boolean) row.get(isPersonal ? "mail_waits" : "waits")
                || Optional.ofNullable((Timestamp) row.get(isPersonal ? "mailed_at" : "told_at"))
                        .filter(told -> told.toInstant().isAfter(since))
                        .isPresent();
    }

    private static Optional<GapNotice> notice(Map<String, Object> row) {
        try {
            return Optional.of(Json.read((String) row.get("notice"), GapNotice.class));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static boolean left(Map<String, Object> row) {
        return (Boolean) row.get("left_community");
    }
}
