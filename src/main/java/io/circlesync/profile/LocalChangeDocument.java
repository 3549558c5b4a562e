package io.circlesync.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapRow;
import io.circlesync.gap.GapSchedule;
import io.circlesync.gap.ResolvedGap;
import io.circlesync.json.Json;
import io.circlesync.outbox.OutboxRow;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Puts a {@link LocalChange} into the JSON document that {@code profile-write.sql} writes. */
public final class LocalChangeDocument {

    private record Document(
            List<ProfileRow> profiles,
            List<ChangeRow> changes,
            List<ResolvedGap> resolved,
            List<GapRow> opened,
            List<GapRow> updated,
            List<OutboxRow> outbox,
            List<Long> dueMembers,
            List<UUID> searches) {}

    private final GapSchedule schedule;
    private final Clock clock;

    public LocalChangeDocument(GapSchedule schedule, Clock clock) {
        this.schedule = schedule;
        this.clock = clock;
    }

    /** The document; {@code messages} are what the notices were routed to. */
    public String write(LocalChange change, List<OutboxRow> messages) throws JsonProcessingException {
        List<GapRow> opened = change.notices().stream()
                .map(notice -> GapRow.opened(notice, schedule))
                .toList();
        Optional<Profile> due = change.profile().filter(profile -> change.syncDue());
        return Json.mapper()
                .writeValueAsString(new Document(
                        change.profile().map(ProfileRow::of).map(List::of).orElse(List.of()),
                        change.changes(),
                        change.resolved(),
                        opened,
                        opened.stream()
                                .filter(gap -> gap.kind().equals(GapKind.INCOMPLETE_PROFILE.jsonName()))
                                .toList(),
                        messages,
                        due.flatMap(Profile::circleMemberId).map(List::of).orElse(List.of()),
                        due.filter(profile -> profile.circleMemberId().isEmpty())
                                // Anybody can type an address; only a proven one finds a member.
                                .filter(Profile::emailVerified)
                                .map(Profile::id)
                                .map(List::of)
                                .orElse(List.of())));
    }
}
