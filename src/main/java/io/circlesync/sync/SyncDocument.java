package io.circlesync.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.GapRow;
import io.circlesync.gap.GapSchedule;
import io.circlesync.gap.ResolvedGap;
import io.circlesync.json.Json;
import io.circlesync.merge.Conflict;
import io.circlesync.merge.ConflictRule;
import io.circlesync.outbox.OutboxRow;
import io.circlesync.profile.ChangeRow;
import io.circlesync.profile.ProfileRow;
import io.circlesync.profile.SyncedField;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Puts what a batch of syncs comes to into the one JSON document that {@code member-write.sql} writes. */
public final class SyncDocument {

    private record Document(
            List<ProfileRow> profiles,
            List<ConflictRow> conflicts,
            List<ChangeRow> changes,
            List<GapRow> opened,
            List<GapDetail> updated,
            List<ResolvedGap> resolved,
            List<OutboxRow> outbox,
            List<HeldMember> held,
            long debounceMillis) {}

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
            ConflictRule rule,
            Optional<Long> eventId,
            Instant recordedAt) {}

    private record GapDetail(String kind, String subject, Map<String, Object> detail) {}

    @JsonNaming(SnakeCaseStrategy.class)
    private record HeldMember(
            long memberId,
            UUID token,
            long generation,
            Instant claimedAt,
            boolean settled,
            Optional<Map<String, String>> sent) {
        static HeldMember of(SyncOutcome outcome) {
            DueMember due = outcome.fetched().due();
            return new HeldMember(
                    due.memberId(),
                    due.token(),
                    due.generation(),
                    due.claimedAt(),
                    outcome.isFinal(),
                    Optional.of(outcome.unanswered()).filter(sent -> !sent.isEmpty()));
        }
    }

    private final GapSchedule schedule;
    private final Duration debounce;
    private final Clock clock;

    /** @param debounce how long after a sync a member is due again about whom events came in during it */
    public SyncDocument(GapSchedule schedule, Duration debounce, Clock clock) {
        this.schedule = schedule;
        this.debounce = debounce;
        this.clock = clock;
    }

    /** What to tell about the gaps that the batch opened. */
    public List<GapNotice> notices(List<SyncOutcome> outcomes) {
        return outcomes.stream().flatMap(outcome -> outcome.notices().stream()).toList();
    }

    /** The document. */
    public String write(List<SyncOutcome> outcomes, List<OutboxRow> messages) throws JsonProcessingException {
        Instant now = clock.instant();
        Document document = new Document(
                outcomes.stream()
                        .flatMap(outcome -> outcome.profile().stream())
                        .map(ProfileRow::of)
                        .toList(),
                outcomes.stream().flatMap(outcome -> conflicts(outcome, now)).toList(),
                outcomes.stream().flatMap(outcome -> outcome.changes().stream()).toList(),
                outcomes.stream()
                        .flatMap(outcome -> outcome.notices().stream())
                        .map(notice -> GapRow.opened(notice, schedule))
                        .toList(),
                outcomes.stream()
                        .flatMap(outcome -> outcome.stillOpen().stream())
                        .map(gap -> new GapDetail(gap.kind().jsonName(), gap.subject(), gap.detail()))
                        .toList(),
                outcomes.stream()
                        .flatMap(outcome -> outcome.resolved().stream())
                        .map(gap -> new ResolvedGap(gap.subject(), gap.kind(), now))
                        .toList(),
                messages,
                outcomes.stream()
                        .filter(outcome -> !outcome.postponed())
                        .map(HeldMember::of)
                        .toList(),
                debounce.toMillis());
        return Json.mapper().writeValueAsString(document);
    }

    /**
     * Undoes the batch if somebody else has taken over one of its members, whose work ours would overwrite.
     *
     * @throws LeaseLostException if fewer members are held than were synced
     */
    public void requireAllHeld(List<SyncOutcome> outcomes, long held) {
        long expected =
                outcomes.stream().filter(outcome -> !outcome.postponed()).count();
        if (held != expected) {
            throw new LeaseLostException(expected - held);
        }
    }

    private static Stream<ConflictRow> conflicts(SyncOutcome outcome, Instant now) {
        return outcome.conflicts().stream().map(conflict -> conflict(outcome, conflict, now));
    }

    private static ConflictRow conflict(SyncOutcome outcome, Conflict conflict, Instant now) {
        return new ConflictRow(
                outcome.profile().orElseThrow().id(),
                outcome.fetched().due().memberId(),
                conflict.field(),
                conflict.localValue(),
                conflict.circleValue(),
                conflict.localUpdatedAt(),
                conflict.circleUpdatedAt(),
                conflict.winner().jsonName(),
                conflict.rule(),
                outcome.fetched().due().eventId(),
                now);
    }
}
