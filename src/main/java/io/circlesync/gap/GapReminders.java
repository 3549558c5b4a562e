package io.circlesync.gap;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns gaps that are due for a reminder, as the database gives them, into notices and the next reminder. */
public final class GapReminders {

    /** Where a gap stands after its reminder; null is how JSON says that there is none to come. */
    public record Move(long id, int reminders, Optional<Instant> remindAt) {}

    private final GapSchedule schedule;
    private final Clock clock;

    public GapReminders(GapSchedule schedule, Clock clock) {
        this.schedule = schedule;
        this.clock = clock;
    }

    /** What to say about the due gaps; nothing to those who left. */
    public List<GapNotice> notices(List<Map<String, Object>> rows) throws JsonProcessingException {
        List<GapNotice> notices = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            if (!left(row)) {
                notices.add(notice(row));
            }
        }
        return List.copyOf(notices);
    }

    /**
     * The gaps' next reminders as a JSON list of {@link Move}. A reminder that the sign-up mail gives in the same
     * breath moves on without being counted, so that the gap still gets its own ones once the account exists.
     */
    public String moves(List<Map<String, Object>> rows) throws JsonProcessingException {
        List<Move> moves = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            moves.add(move((Long) row.get("id"), notice(row), left(row)));
        }
        return Json.mapper().writeValueAsString(moves);
    }

    private Move move(long id, GapNotice notice, boolean left) {
        if (left) {
            return new Move(id, notice.reminder() - 1, Optional.empty());
        }
        boolean saidElsewhere = notice.gap().kind() == GapKind.INCOMPLETE_PROFILE && notice.alsoMissingWorkos();
        int reminders = saidElsewhere ? notice.reminder() - 1 : notice.reminder();
        return new Move(id, reminders, schedule.remindAt(notice.gap().kind(), clock.instant(), reminders));
    }

    private static GapNotice notice(Map<String, Object> row) throws JsonProcessingException {
        return Json.mapper().readValue((String) row.get("notice"), GapNotice.class);
    }

    private static boolean left(Map<String, Object> row) {
        return (Boolean) row.get("left_community");
    }
}
