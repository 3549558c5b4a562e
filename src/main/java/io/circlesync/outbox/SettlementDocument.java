package io.circlesync.outbox;

import io.circlesync.gap.GapRow;
import io.circlesync.gap.GapSchedule;
import io.circlesync.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts a {@link Settlement} into the JSON document that {@code outbox-settle.sql} writes. */
public final class SettlementDocument {

    private record Document(
            String channel,
            List<Long> ids,
            String state,
            int failures,
            long delayMillis,
            long pauseMillis,
            Optional<String> error,
            String standing,
            List<String> mended,
            List<GapRow> opened,
            List<OutboxRow> outbox) {}

    private final GapSchedule schedule;

    public SettlementDocument(GapSchedule schedule) {
        this.schedule = schedule;
    }

    /** The document; {@code rows} are what the notices were routed to. */
    public String write(Settlement settlement, List<OutboxRow> rows) {
        return Json.write(new Document(
                settlement.channel(),
                settlement.ids(),
                settlement.state(),
                settlement.failures(),
                settlement.delay().toMillis(),
                settlement.pause().toMillis(),
                settlement.error(),
                settlement.standing().name().toLowerCase(Locale.ROOT),
                settlement.mended(),
                settlement.notices().stream()
                        .filter(notice -> !notice.isOver())
                        .map(notice -> GapRow.opened(notice, schedule))
                        .toList(),
                rows));
    }
}
