package io.circlesync.sync;

import io.circlesync.change.Change;
import io.circlesync.change.HeldMember;
import io.circlesync.change.RecordedConflict;
import io.circlesync.change.Timeline;
import io.circlesync.change.TimelineEntry;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.circle.CircleWriter;
import io.circlesync.circle.Hold;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapFinder;
import io.circlesync.merge.Conflict;
import io.circlesync.merge.ProfileMerge;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import io.circlesync.queue.DueMember;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Works out what the sync of a member changes, once it is known who they are. It touches nothing itself. */
public final class MemberSync {

    private final MemberMerge merge;
    private final MemberGaps gaps;
    private final CircleWriter writer;
    private final boolean pushes;
    private final Clock clock;

    /** @param pushes whether what Circle lacks is written there */
    public MemberSync(
            ProfileMerge profileMerge, CircleWriter writer, GapFinder gapFinder, boolean pushes, Clock clock) {
        this.merge = new MemberMerge(profileMerge, writer, pushes);
        this.gaps = new MemberGaps(gapFinder);
        this.writer = writer;
        this.pushes = pushes;
        this.clock = clock;
    }

    /**
     * A profile made from what Circle knows. It was never edited here, so any later edit in Circle is more recent. Nothing yet where
     * that would write to Circle what an event alone has told: then Circle is asked first.
     */
    public SyncOutcome create(Match.NewPerson match) {
        return asked(match.item(), created(match));
    }

    private SyncOutcome created(Match.NewPerson match) {
        CircleMember member = match.member();
        FieldValues own = match.fields();
        Instant since = member.createdAt().or(member::editedAt).orElseGet(this::now);
        Profile profile = MemberMerge.linked(ProfileBuilder.create(UUID.randomUUID(), member.email(), since), member)
                .emailVerified(true)
                .fields(own)
                .stub(own.isEmpty())
                .base(Optional.of(own))
                .leftAt(Optional.of(now()).filter(now -> match.item().isGone()))
                .build();
        TimelineEntry created = timeline(match.item(), profile)
                .entry(Timeline.CIRCLE_MEMBER_ID, Optional.empty(), Optional.of(Long.toString(member.id())), "created");
        return outcome(
                match.item(),
                Optional.of(profile),
                gaps.inFirstSeen(match.item(), profile),
                Change.build().timeline(List.of(created)));
    }

    /**
     * The profile with the merged fields, linked to the member. Nothing yet where that would write to Circle what an event
     * alone has told: then Circle is asked first.
     *
     * @throws CircleException if the times decide, and Circle's cannot be read
     */
    public SyncOutcome merge(Match.Known match) {
        return asked(match.item(), merged(match, merge.merge(match, now())));
    }

    private static SyncOutcome asked(SyncItem item, SyncOutcome outcome) {
        return outcome.push().isPresent() && item.fetched().told()
                ? SyncOutcome.postponed(item.fetched(), Optional.of(item.memberId()))
                : outcome;
    }

    private SyncOutcome merged(Match.Known match, MemberMerge.Merged merged) {
        SyncItem item = match.item();
        Profile known = match.profile();
        Profile profile = merged.profile();
        List<Conflict> conflicts = merged.conflicts();
        boolean isFirstSeen = match.found().circleMemberId().isEmpty();
        List<Gap> found = new ArrayList<>(isFirstSeen ? gaps.inFirstSeen(item, profile) : gaps.in(profile));
        MemberGaps.pushRejected(item, profile, merged.cut()).ifPresent(found::add);
        return outcome(
                item,
                Optional.of(profile),
                found,
                Change.build()
                        .resolving(MemberGaps.ofFormerMember(match))
                        .conflicts(conflicts.stream()
                                .map(conflict -> new RecordedConflict(
                                        profile.id(), match.member().id(), item.eventId(), conflict))
                                .toList())
                        .timeline(Stream.of(
                                        arrived(match).stream(),
                                        proven(item, known, profile).stream(),
                                        timeline(item, profile)
                                                .changed(
                                                        known, profile, field -> rule(field, known, profile, conflicts))
                                                .stream())
                                .flatMap(entries -> entries)
                                .toList()),
                new HeldMember.Seen(Optional.of(match.noted()), merged.isEditedInCircle()));
    }

    /** What of a push whose answer was not seen stands in Circle, be it cut: whose it is has to be known later, too. */
    private List<TimelineEntry> arrived(Match.Known match) {
        FieldValues shown = match.member().fields();
        CircleValues sent = match.item().fetched().due().unanswered().only((name, text) -> {
            String now = CircleValues.text(name, shown);
            return CircleValues.isSame(name, text, now) || CircleValues.isCut(name, text, now);
        });
        return match.profile()
                .base()
                .map(before -> MemberPush.told(match.profile().id(), sent.names(), before, shown, now()))
                .orElse(List.of());
    }

    /** That the address is known to be the person's from now on, for Circle gives it to the member; until now it was only typed here. */
    private Optional<TimelineEntry> proven(SyncItem item, Profile before, Profile after) {
        boolean isProven = !before.emailVerified() && after.emailVerified();
        return Optional.of(timeline(item, after)
                        .entry(Timeline.EMAIL_VERIFIED, Optional.of("false"), Optional.of("true"), "same-address"))
                .filter(entry -> isProven);
    }

    /** Why a sync has changed what a timeline tells of. */
    private static String rule(String field, Profile before, Profile after, List<Conflict> conflicts) {
        return switch (field) {
            case Timeline.EMAIL -> "moved-in-circle";
            case Timeline.CIRCLE_MEMBER_ID -> "linked";
            case Timeline.LEFT_AT -> after.leftAt().isPresent() ? "deactivated" : "returned";
            default -> {
                boolean disputed = conflicts.stream()
                        .anyMatch(conflict -> conflict.field().jsonName().equals(field));
                boolean wasEmpty =
                        SyncedField.named(field).flatMap(before.fields()::get).isEmpty();
                yield disputed ? "most-recent" : wasEmpty ? "value-beats-none" : "changed-on-one-side";
            }
        };
    }

    /** The profile marked as left, with all its data; nothing if Circle's member never had one. */
    public SyncOutcome leave(Match.Gone match) {
        Optional<Profile> left = match.profile()
                .map(profile -> profile.change()
                        .leftAt(profile.leftAt().or(() -> Optional.of(now())))
                        .build());
        List<TimelineEntry> entries = left.map(profile ->
                        timeline(match.item(), profile).changed(match.profile().get(), profile, field -> "left"))
                .orElse(List.of());
        return outcome(
                match.item(),
                left,
                left.map(gaps::in).orElse(List.of()),
                Change.build().timeline(entries));
    }

    /** Nothing merged, and a person told. */
    public SyncOutcome conflict(Match.Conflict match) {
        return outcome(match.item(), Optional.empty(), MemberGaps.undecided(match), Change.build());
    }

    /** Nothing yet. */
    public SyncOutcome postpone(Match.Postponed match) {
        return SyncOutcome.postponed(match.item().fetched(), match.askAbout());
    }

    private SyncOutcome outcome(SyncItem item, Optional<Profile> profile, List<Gap> found, Change.Builder change) {
        return outcome(item, profile, found, change, HeldMember.Seen.nothing());
    }

    private SyncOutcome outcome(
            SyncItem item, Optional<Profile> profile, List<Gap> found, Change.Builder change, HeldMember.Seen seen) {
        FetchedMember fetched = item.fetched();
        Optional<CircleUpdate> push = fetched.member()
                .filter(circle -> !item.isGone())
                .flatMap(circle -> profile.flatMap(written -> push(fetched.due(), written, circle)));
        profile.ifPresent(change::profile);
        gaps.tell(change, item, profile, found, push, now());
        // A sync that did not look at what the member has in Circle leaves open what an earlier one left open.
        boolean looked = fetched.member().isPresent() && profile.isPresent();
        CircleValues sent = push.map(CircleUpdate::values)
                .orElse(looked ? CircleValues.none() : fetched.due().unanswered());
        change.holding(fetched.due().ending(push.isEmpty(), sent, seen));
        return new SyncOutcome(
                fetched, change.tracedBy(fetched.due().traceparent()).done(), push, Optional.empty(), false);
    }

    private Optional<CircleUpdate> push(DueMember due, Profile profile, CircleMember circle) {
        CircleValues lacking = writer.lacking(profile.fields(), circle, profile.pushRejected());
        return pushes && !lacking.isEmpty()
                ? Optional.of(new CircleUpdate(circle.id(), lacking, new Hold(profile.id(), due.token())))
                : Optional.empty();
    }

    private Timeline timeline(SyncItem item, Profile profile) {
        return new Timeline(Timeline.Source.CIRCLE, profile.id(), now(), item.eventId());
    }

    private Instant now() {
        return clock.instant();
    }
}
