package io.circlesync.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.GapSchedule;
import io.circlesync.json.Json;
import io.circlesync.merge.Conflict;
import io.circlesync.outbox.OutboxMessage;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
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
            List<GapRow> opened,
            List<GapDetail> updated,
            List<ResolvedGap> resolved,
            List<MessageRow> outbox,
            List<SettledMember> settled,
            long debounceMillis) {}

    @JsonNaming(SnakeCaseStrategy.class)
    private record ProfileRow(
            UUID id,
            String email,
            Optional<Long> circleMemberId,
            Optional<String> firstName,
            Optional<String> lastName,
            Optional<String> headline,
            Optional<String> bio,
            Optional<String> location,
            Optional<String> website,
            Optional<String> instagramUrl,
            Optional<String> linkedinUrl,
            @JsonProperty("is_stub") boolean stub,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> circleUpdatedAt,
            Optional<FieldValues> base,
            Optional<String> circleProfileUrl,
            Optional<Instant> leftAt) {

        static ProfileRow of(Profile profile) {
            FieldValues fields = profile.fields();
            return new ProfileRow(
                    profile.id(),
                    profile.email(),
                    profile.circleMemberId(),
                    fields.get(SyncedField.FIRST_NAME),
                    fields.get(SyncedField.LAST_NAME),
                    fields.get(SyncedField.HEADLINE),
                    fields.get(SyncedField.BIO),
                    fields.get(SyncedField.LOCATION),
                    fields.get(SyncedField.WEBSITE),
                    fields.get(SyncedField.INSTAGRAM_URL),
                    fields.get(SyncedField.LINKEDIN_URL),
                    profile.isStub(),
                    profile.createdAt(),
                    profile.updatedAt(),
                    profile.circleUpdatedAt(),
                    profile.base(),
                    profile.circleProfileUrl(),
                    profile.leftAt());
        }
    }

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
            Optional<Long> eventId,
            Instant recordedAt) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record GapRow(
            String kind,
            String subject,
            Optional<UUID> profileId,
            Optional<Long> circleMemberId,
            Map<String, Object> detail,
            Instant openedAt,
            Optional<Instant> remindAt) {

        static GapRow of(Gap gap, Instant openedAt, GapSchedule schedule) {
            return new GapRow(
                    gap.kind().jsonName(),
                    gap.subject(),
                    gap.profileId(),
                    gap.circleMemberId(),
                    gap.detail(),
                    openedAt,
                    schedule.remindAt(gap.kind(), openedAt, 0));
        }
    }

    private record GapDetail(String kind, String subject, Map<String, Object> detail) {}

    @JsonNaming(SnakeCaseStrategy.class)
    private record ResolvedGap(String subject, String kind, Instant resolvedAt) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record MessageRow(
            String key,
            String channel,
            String kind,
            Optional<UUID> profileId,
            Object payload,
            Instant createdAt,
            Instant dueAt) {

        static MessageRow of(OutboxMessage message, Instant createdAt) {
            return new MessageRow(
                    message.key(),
                    message.channel(),
                    message.kind(),
                    message.profileId(),
                    message.payload(),
                    createdAt,
                    message.dueAt());
        }
    }

    @JsonNaming(SnakeCaseStrategy.class)
    private record SettledMember(long memberId, UUID token, long generation, Instant claimedAt) {
        static SettledMember of(DueMember due) {
            return new SettledMember(due.memberId(), due.token(), due.generation(), due.claimedAt());
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
    public String write(List<SyncOutcome> outcomes, List<OutboxMessage> messages) throws JsonProcessingException {
        Instant now = clock.instant();
        Document document = new Document(
                outcomes.stream()
                        .flatMap(outcome -> outcome.profile().stream())
                        .map(ProfileRow::of)
                        .toList(),
                outcomes.stream().flatMap(outcome -> conflicts(outcome, now)).toList(),
                outcomes.stream()
                        .flatMap(outcome -> outcome.notices().stream())
                        .map(notice -> GapRow.of(notice.gap(), notice.openedAt(), schedule))
                        .toList(),
                outcomes.stream()
                        .flatMap(outcome -> outcome.stillOpen().stream())
                        .map(gap -> new GapDetail(gap.kind().jsonName(), gap.subject(), gap.detail()))
                        .toList(),
                outcomes.stream()
                        .flatMap(outcome -> outcome.resolved().stream())
                        .map(gap -> new ResolvedGap(gap.subject(), gap.kind(), now))
                        .toList(),
                messages.stream().map(message -> MessageRow.of(message, now)).toList(),
                outcomes.stream()
                        .filter(outcome -> !outcome.postponed())
                        .map(outcome -> SettledMember.of(outcome.fetched().due()))
                        .toList(),
                debounce.toMillis());
        return Json.mapper().writeValueAsString(document);
    }

    /**
     * Undoes the batch if somebody else has taken over one of its members, whose work ours would overwrite.
     *
     * @throws LeaseLostException if fewer members were settled than were synced
     */
    public void requireAllHeld(List<SyncOutcome> outcomes, long settled) {
        long expected =
                outcomes.stream().filter(outcome -> !outcome.postponed()).count();
        if (settled != expected) {
            throw new LeaseLostException(expected - settled);
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
                outcome.fetched().due().eventId(),
                now);
    }
}
