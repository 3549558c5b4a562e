package io.circlesync.outbox;

import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Makes the rows of the outbox for a notice, once the route has said where it goes. */
public final class OutboxRows {

    /** Where a notice goes that nobody is to hear of. */
    static final String NOBODY = "nobody";

    private final Channels channels;
    private final Duration grace;
    private final Clock clock;

    /** @param grace how long the first mail about an incomplete profile waits for somebody who is filling it in */
    public OutboxRows(Channels channels, Duration grace, Clock clock) {
        this.channels = channels;
        this.grace = grace;
        this.clock = clock;
    }

    /**
     * A row for each channel.
     *
     * @param words names of channels with commas between them, or {@code nobody}. A channel that takes no messages is not
     *     told so itself
     */
    public List<OutboxRow> of(GapNotice notice, String words) {
        List<String> names = names(words).stream()
                .filter(channel -> notice.isOver() || !notice.gap().concernsChannel(channel))
                .toList();
        GapNotice told = notice.through(names);
        Instant now = clock.instant();
        return names.stream()
                .map(channel -> OutboxRow.of(channel, told, now, dueAt(channel, notice, now)))
                .toList();
    }

    /** The rows as JSON, for the statement that writes them. */
    public String toJson(List<OutboxRow> rows) {
        return Json.write(rows);
    }

    /** The names of channels in a route's words. */
    public static List<String> names(String words) {
        return Arrays.stream(words.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !name.equals(NOBODY))
                .distinct()
                .toList();
    }

    private Instant dueAt(String channel, GapNotice notice, Instant now) {
        boolean waits = notice.fillingIn()
                && notice.gap().kind() == GapKind.INCOMPLETE_PROFILE
                && channels.kind(channel).personal();
        return waits ? now.plus(grace) : now;
    }
}
