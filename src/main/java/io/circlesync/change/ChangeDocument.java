package io.circlesync.change;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.count.Counts;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.GapRow;
import io.circlesync.gap.GapSchedule;
import io.circlesync.gap.OpenGap;
import io.circlesync.json.Json;
import io.circlesync.merge.Conflict;
import io.circlesync.merge.ConflictReason;
import io.circlesync.outbox.OutboxRow;
import io.circlesync.profile.ProfileRow;
import io.circlesync.profile.SyncedField;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Puts a {@link Change} into the one JSON document that {@code change-write.sql} and its narrower sisters write. */
public final class ChangeDocument {

    private record Document(
            List<ProfileRow> profiles,
            List<ConflictRow> conflicts,
            List<TimelineEntry> timeline,
            List<GapRow> opened,
            List<GapDetail> stillOpen,
            List<OpenGap> resolved,
            List<OutboxRow> outbox,
            List<Long> dueMembers,
            List<UUID> searches,
            List<UUID> searchesEnded,
            List<HeldMember> held,
            List<MemberNote> writtenForOthers,
            long debounceMillis,
            Optional<Object> own,
            Optional<String> traceparent) {}

    @JsonNaming(SnakeCaseStrategy.class)
    private record ConflictRow(
            UUID profileId,
            long circleMemberId,
            SyncedField field,
            String localValue,
            String circleValue,
            Instant localUpdatedAt,
            Optional<Instant> circleUpdatedAt,
            String winner,
            ConflictReason rule,
            Optional<Long> eventId,
            Instant recordedAt) {

        static ConflictRow of(RecordedConflict recorded, Instant recordedAt) {
            Conflict conflict = recorded.conflict();
            return new ConflictRow(
                    recorded.profileId(),
                    recorded.circleMemberId(),
                    conflict.field(),
                    conflict.localValue(),
                    conflict.circleValue(),
                    conflict.localUpdatedAt(),
                    conflict.circleUpdatedAt(),
                    conflict.winner().jsonName(),
                    conflict.rule(),
                    recorded.eventId(),
                    recordedAt);
        }
    }

    private record GapDetail(String kind, String subject, Map<String, Object> detail) {

        static GapDetail of(Gap gap) {
            return new GapDetail(gap.kind().jsonName(), gap.subject(), gap.detail());
        }
    }

    private final GapSchedule schedule;
    private final Duration debounce;
    private final Counts counts;
    private final Clock clock;

    /** @param debounce how long after a sync a member is due again about whom events came in during it */
    public ChangeDocument(GapSchedule schedule, Duration debounce, Counts counts, Clock clock) {
        this.schedule = schedule;
        this.debounce = debounce;
        this.counts = counts;
        this.clock = clock;
    }

    /**
     * What a decision comes to, as part of the trace of the call that has asked for it.
     *
     * @param traceparent null where that is not traced
     */
    public Change traced(Decision decision, String traceparent) {
        return decision.change().tracedBy(Optional.ofNullable(traceparent));
    }

    /** What to tell, for the route that decides who hears it. */
    public List<GapNotice> notices(Change change) {
        return change.notices();
    }

    /** The document; {@code messages} are what the notices were routed to. */
    public String write(Change change, List<OutboxRow> messages) {
        Instant now = clock.instant();
        return Json.write(new Document(
                change.profiles().stream().map(ProfileRow::of).toList(),
                change.conflicts().stream()
                        .map(conflict -> ConflictRow.of(conflict, now))
                        .toList(),
                change.timeline(),
                change.notices().stream()
                        .map(notice -> GapRow.opened(notice, schedule))
                        .toList(),
                change.stillOpen().stream().map(GapDetail::of).toList(),
                change.resolved(),
                messages,
                change.dueMembers(),
                change.searches(),
                change.searchesEnded(),
                change.held(),
                change.writtenForOthers(),
                debounce.toMillis(),
                change.own(),
                change.traceparent()));
    }

    private void countConflicts(Change change) {
        change.conflicts().stream()
                .map(RecordedConflict::conflict)
                .forEach(conflict -> counts.conflict(
                        conflict.field().jsonName(), conflict.winner().jsonName()));
    }

    /**
     * Undoes a change if somebody else has taken over one of its members, whose work it would overwrite.
     *
     * @param held how many of its members this process still held when it was written
     * @throws LeaseLostException if those are not all
     */
    public void requireAllHeld(Change change, long held) {
        if (held != change.held().size()) {
            throw new LeaseLostException(change.held().size() - held);
        }
        countConflicts(change);
    }
}
