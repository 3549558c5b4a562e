package io.circlesync.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleRejectedException;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.circle.CircleWriter;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.GapRow;
import io.circlesync.gap.GapSchedule;
import io.circlesync.json.Json;
import io.circlesync.merge.Side;
import io.circlesync.outbox.OutboxMessage;
import io.circlesync.outbox.OutboxRow;
import io.circlesync.profile.ChangeRow;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Works out what follows from a push to Circle. Circle's answer becomes the base for the fields that were sent; what it
 * did not keep is remembered, so that it is told once and not sent again, and so never goes round in circles.
 */
public final class MemberPush {

    /**
     * What to write after a push.
     *
     * @param moreToDo whether the answer shows an edit in Circle that the sync has not seen yet
     * @param notices what to tell about a field that Circle did not keep
     */
    public record Pushed(
            UUID profileId,
            DueMember due,
            FieldValues base,
            Optional<Instant> circleUpdatedAt,
            Map<String, String> rejected,
            boolean moreToDo,
            List<ChangeRow> changes,
            List<GapNotice> notices) {}

    @JsonNaming(SnakeCaseStrategy.class)
    private record PushedRow(
            UUID profileId,
            FieldValues base,
            Optional<Instant> circleUpdatedAt,
            Map<String, String> pushRejected,
            long memberId,
            UUID token,
            long generation,
            Instant claimedAt,
            boolean moreToDo) {}

    private record Document(PushedRow pushed, List<ChangeRow> changes, List<GapRow> opened, List<OutboxRow> outbox) {}

    private final CircleWriter writer;
    private final GapSchedule schedule;
    private final Clock clock;

    public MemberPush(CircleWriter writer, GapSchedule schedule, Clock clock) {
        this.writer = writer;
        this.schedule = schedule;
        this.clock = clock;
    }

    /**
     * What follows from Circle's answer.
     *
     * @throws CircleException if Circle knows the member no more; the next sync finds out about it
     */
    public Pushed accepted(SyncOutcome outcome, Optional<CircleMember> answer) {
        CircleUpdate sent = outcome.push().orElseThrow();
        Profile profile = outcome.profile().orElseThrow();
        CircleMember before = outcome.fetched().member().orElseThrow();
        CircleMember after = answer.orElseThrow(() -> CircleException.gone(sent.memberId()))
                .beside(profile.base().orElse(FieldValues.none()));
        Map<String, String> lacking = writer.lacking(profile.fields(), after, Map.of());
        Map<String, String> rejected = new HashMap<>(profile.pushRejected());
        rejected.keySet().removeAll(sent.values().keySet());
        sent.values().forEach((name, value) -> {
            if (lacking.containsKey(name)) {
                rejected.put(name, value);
            }
        });
        FieldValues base = AgreedValues.afterPush(
                profile.base(), profile.fields(), after.fields(), sent.values().keySet());
        Instant now = now();
        List<ChangeRow> changes = sent.values().entrySet().stream()
                .filter(entry -> !rejected.containsKey(entry.getKey()))
                .map(entry -> entry(profile.id(), now, entry, before.fields()))
                .toList();
        return new Pushed(
                profile.id(),
                outcome.fetched().due(),
                base,
                after.updatedAt().or(profile::circleUpdatedAt),
                rejected,
                !AgreedValues.equal(base, after.fields()),
                changes,
                notices(profile, rejected, "Circle did not keep what was written to it."));
    }

    /** What follows if Circle refused the whole request. */
    public Pushed rejected(SyncOutcome outcome, CircleRejectedException refusal) {
        Profile profile = outcome.profile().orElseThrow();
        Map<String, String> rejected = new HashMap<>(profile.pushRejected());
        rejected.putAll(outcome.push().orElseThrow().values());
        return new Pushed(
                profile.id(),
                outcome.fetched().due(),
                profile.base().orElse(FieldValues.none()),
                profile.circleUpdatedAt(),
                rejected,
                false,
                List.of(),
                notices(profile, rejected, "Circle refused what was written to it: " + refusal.getMessage() + "."));
    }

    /** The JSON document that {@code member-pushed.sql} writes. */
    public String document(Pushed pushed, List<OutboxMessage> messages) throws JsonProcessingException {
        DueMember due = pushed.due();
        PushedRow row = new PushedRow(
                pushed.profileId(),
                pushed.base(),
                pushed.circleUpdatedAt(),
                pushed.rejected(),
                due.memberId(),
                due.token(),
                due.generation(),
                due.claimedAt(),
                pushed.moreToDo());
        List<GapRow> opened = pushed.notices().stream()
                .map(notice -> GapRow.opened(notice, schedule))
                .toList();
        return Json.mapper()
                .writeValueAsString(
                        new Document(row, pushed.changes(), opened, OutboxRow.of(messages, clock.instant())));
    }

    private List<GapNotice> notices(Profile profile, Map<String, String> rejected, String reason) {
        if (rejected.isEmpty()) {
            return List.of();
        }
        Gap gap = Gap.ofMember(
                GapKind.PUSH_REJECTED,
                profile.circleMemberId().orElseThrow(),
                Optional.of(profile.id()),
                Map.of(
                        "reason",
                        reason,
                        "fields",
                        rejected.keySet().stream().sorted().toList()));
        return List.of(GapNotice.opened(gap, now(), Optional.of(profile)));
    }

    private static ChangeRow entry(UUID profileId, Instant now, Map.Entry<String, String> sent, FieldValues before) {
        Optional<String> from = sent.getKey().equals(CircleUpdate.NAME)
                ? before.fullName()
                : Stream.of(SyncedField.values())
                        .filter(field -> field.jsonName().equals(sent.getKey()))
                        .findFirst()
                        .flatMap(before::get);
        return new ChangeRow(
                profileId,
                now,
                sent.getKey(),
                from,
                Optional.of(sent.getValue()).filter(value -> !value.isEmpty()),
                "push",
                "circle-lacked-it",
                Optional.of(Side.LOCAL.jsonName()),
                Optional.empty());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
