package io.circlesync.sync;

import io.circlesync.change.Change;
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
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.OpenGap;
import io.circlesync.gap.Person;
import io.circlesync.merge.BothSides;
import io.circlesync.merge.Conflict;
import io.circlesync.merge.MergeResult;
import io.circlesync.merge.ProfileMerge;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import io.circlesync.queue.DueMember;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Works out what the sync of a member changes, once it is known who they are. It touches nothing itself. */
public final class MemberSync {

    private static final Set<String> SETTLED_BY_A_SYNC =
            Set.of(GapKind.IDENTITY_CONFLICT.jsonName(), GapKind.SYNC_FAILED.jsonName());
    /** Nobody syncs or pushes to a member who has gone, so nothing else would resolve these. */
    private static final Set<GapKind> ABOUT_ONE_MEMBER =
            Set.of(GapKind.IDENTITY_CONFLICT, GapKind.SYNC_FAILED, GapKind.PUSH_REJECTED);

    private static final Set<String> FOUND_IN_PROFILES = Set.of(
            GapKind.MISSING_WORKOS.jsonName(),
            GapKind.INCOMPLETE_PROFILE.jsonName(),
            GapKind.MEMBER_LEFT.jsonName(),
            // The search for a profile's member is over when there is one.
            GapKind.SYNC_FAILED.jsonName());

    private final ProfileMerge profileMerge;
    private final CircleWriter writer;
    private final GapFinder gapFinder;
    private final boolean pushes;
    private final Clock clock;

    /** @param pushes whether what Circle lacks is written there */
    public MemberSync(
            ProfileMerge profileMerge, CircleWriter writer, GapFinder gapFinder, boolean pushes, Clock clock) {
        this.profileMerge = profileMerge;
        this.writer = writer;
        this.gapFinder = gapFinder;
        this.pushes = pushes;
        this.clock = clock;
    }

    /** A profile made from what Circle knows. It was never edited here, so any later edit in Circle is more recent. */
    public SyncOutcome create(Match.NewPerson match) {
        CircleMember member = match.member();
        Instant since = member.createdAt().or(member::editedAt).orElseGet(this::now);
        Profile profile = linked(ProfileBuilder.create(UUID.randomUUID(), member.email(), since), member)
                .emailVerified(true)
                .fields(member.fields())
                .stub(member.fields().isEmpty())
                .base(Optional.of(member.fields()))
                .leftAt(Optional.of(now()).filter(now -> match.item().isGone()))
                .build();
        TimelineEntry created = timeline(match.item(), profile)
                .entry(Timeline.CIRCLE_MEMBER_ID, Optional.empty(), Optional.of(Long.toString(member.id())), "created");
        return outcome(
                match.item(),
                Optional.of(profile),
                gapFinder.find(profile),
                List.of(),
                Change.build().timeline(List.of(created)));
    }

    /**
     * The profile with the merged fields, linked to the member. Nothing yet where that would write to Circle what an event
     * alone has told: then Circle is asked first.
     *
     * @throws CircleException if the times decide, and Circle's cannot be read
     */
    public SyncOutcome merge(Match.Known match) {
        SyncOutcome outcome = merged(match, profileMerge.merge(sides(match)));
        FetchedMember fetched = match.item().fetched();
        return outcome.push().isPresent() && fetched.told()
                ? SyncOutcome.postponed(fetched, Optional.of(match.item().memberId()))
                : outcome;
    }

    private SyncOutcome merged(Match.Known match, MergeResult merge) {
        SyncItem item = match.item();
        CircleMember member = match.member();
        Profile known = match.profile();
        CircleValues rejected = rejected(match, merge);
        EmailAddress address = EmailAddress.of(member.email());
        boolean movedInCircle = known.circleEmail().filter(address::isSameAs).isEmpty();
        Profile profile = linked(known.change(), member)
                .email(movedInCircle ? member.email() : known.email())
                .emailVerified(movedInCircle || known.emailVerified() || address.isSameAs(known.email()))
                .fields(merge.merged())
                .stub(known.isStub() && merge.merged().isEmpty())
                .circleUpdatedAt(member.updatedAt().or(known::circleUpdatedAt))
                .base(Optional.of(merge.base()))
                .circleProfileUrl(member.profileUrl().or(known::circleProfileUrl))
                .pushRejected(rejected)
                .rejectedDefinitions(definitions(rejected.names(), member))
                .leftAt(item.isGone() ? known.leftAt().or(() -> Optional.of(now())) : Optional.empty())
                .circleAccount(member.workosAccount().or(known::circleAccount))
                .build();
        List<Conflict> conflicts = merge.conflicts();
        requireReadableTimes(member, conflicts);
        List<Gap> found = new ArrayList<>(gapFinder.find(profile));
        pushRejected(item, profile, merge.cut()).ifPresent(found::add);
        List<OpenGap> ofFormerMember = match.formerMember().stream()
                .flatMap(former -> ABOUT_ONE_MEMBER.stream().map(kind -> OpenGap.ofMember(former, kind)))
                .toList();
        return outcome(
                item,
                Optional.of(profile),
                found,
                ofFormerMember,
                Change.build()
                        .conflicts(conflicts.stream()
                                .map(conflict ->
                                        new RecordedConflict(profile.id(), member.id(), item.eventId(), conflict))
                                .toList())
                        .timeline(timeline(item, profile)
                                .changed(known, profile, field -> rule(field, known, profile, conflicts))));
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
                left.map(gapFinder::find).orElse(List.of()),
                List.of(),
                Change.build().timeline(entries));
    }

    /** Nothing merged, and a person told. */
    public SyncOutcome conflict(Match.Conflict match) {
        List<String> ids =
                match.profileIds().stream().map(UUID::toString).sorted().toList();
        Gap gap = Gap.ofMember(
                GapKind.IDENTITY_CONFLICT,
                match.item().memberId(),
                Optional.empty(),
                Map.of("reason", match.reason(), "profileIds", ids));
        return outcome(
                match.item(),
                Optional.empty(),
                match.item().isGone() ? List.of() : List.of(gap),
                List.of(),
                Change.build());
    }

    /** Nothing yet. */
    public SyncOutcome postpone(Match.Postponed match) {
        return SyncOutcome.postponed(match.item().fetched(), match.askAbout());
    }

    private SyncOutcome outcome(
            SyncItem item,
            Optional<Profile> profile,
            List<Gap> found,
            List<OpenGap> alsoResolved,
            Change.Builder change) {
        FetchedMember fetched = item.fetched();
        Optional<CircleUpdate> push = fetched.member()
                .filter(circle -> !item.isGone())
                .flatMap(circle -> profile.flatMap(written -> push(fetched.due(), written, circle)));
        profile.ifPresent(change::profile);
        Set<OpenGap> stillFound = found.stream().map(OpenGap::of).collect(Collectors.toSet());
        change.resolving(item.openGaps().stream()
                        .filter(gap -> !stillFound.contains(gap) && isOver(gap, item, profile, push))
                        .toList())
                .resolving(alsoResolved);
        Map<Boolean, List<Gap>> byNews = found.stream()
                .collect(Collectors.partitioningBy(gap -> !item.openGaps().contains(OpenGap.of(gap))));
        change.stillOpen(byNews.get(false));
        change.telling(byNews.get(true).stream()
                .map(gap -> notice(gap, now(), profile, fetched.member()))
                .toList());
        // A sync that did not look at what the member has in Circle leaves open what an earlier one left open.
        boolean looked = fetched.member().isPresent() && profile.isPresent();
        CircleValues sent = push.map(CircleUpdate::values)
                .orElse(looked ? CircleValues.none() : fetched.due().unanswered());
        change.holding(fetched.due().ending(push.isEmpty(), sent));
        return new SyncOutcome(fetched, change.done(), push, Optional.empty(), false);
    }

    /** Whether an open gap is over, now that it was not found. */
    private static boolean isOver(OpenGap gap, SyncItem item, Optional<Profile> profile, Optional<CircleUpdate> push) {
        if (gap.isAboutMember(item.memberId())) {
            return item.isGone()
                    || SETTLED_BY_A_SYNC.contains(gap.kind())
                    || push.isEmpty() && isPushNoLongerRejected(gap, profile);
        }
        boolean aboutProfile =
                profile.filter(written -> gap.isAboutProfile(written.id())).isPresent();
        // Nobody writes to whoever is gone any more.
        boolean untold = item.isGone() && gap.is(GapKind.MESSAGE_FAILED);
        return aboutProfile && (FOUND_IN_PROFILES.contains(gap.kind()) || untold);
    }

    private Timeline timeline(SyncItem item, Profile profile) {
        return new Timeline(Timeline.Source.CIRCLE, profile.id(), now(), item.eventId());
    }

    /** Where it is not decided whose profile it is, the person is named as Circle names them. */
    private GapNotice notice(Gap gap, Instant now, Optional<Profile> profile, Optional<CircleMember> member) {
        return profile.map(written -> gapFinder.opened(gap, now, written))
                .or(() -> member.map(
                        circle -> GapNotice.opened(gap, now, Person.inCircle(circle.fields(), circle.profileUrl()))))
                .orElseGet(() -> GapNotice.opened(gap, now, Optional.empty()));
    }

    private Optional<CircleUpdate> push(DueMember due, Profile profile, CircleMember circle) {
        CircleValues lacking = writer.lacking(profile.fields(), circle, profile.pushRejected());
        return pushes && !lacking.isEmpty()
                ? Optional.of(new CircleUpdate(circle.id(), lacking, new Hold(profile.id(), due.token())))
                : Optional.empty();
    }

    private static void requireReadableTimes(CircleMember member, List<Conflict> conflicts) {
        boolean decidedBlindly = conflicts.stream()
                .anyMatch(conflict ->
                        conflict.circleUpdatedAt().isEmpty() && member.undated().contains(conflict.field()));
        if (decidedBlindly) {
            throw CircleException.unreadableTime(member.id());
        }
    }

    private static boolean isPushNoLongerRejected(OpenGap gap, Optional<Profile> profile) {
        return gap.is(GapKind.PUSH_REJECTED)
                && profile.filter(written -> written.pushRejected().isEmpty()).isPresent();
    }

    /**
     * What Circle did not keep is remembered for as long as it is the value to be sent and nobody has touched the field in
     * Circle, neither its value nor how it is defined there; after that it is sent once more. Where an answer was lost,
     * what stands in Circle tells what was kept in part.
     */
    private CircleValues rejected(Match.Known match, MergeResult merge) {
        // Whoever is back is sent once more what was refused before they left, and what was told then has ended.
        boolean isBack = match.profile().leftAt().isPresent() && !match.item().isGone();
        CircleValues known = isBack ? CircleValues.none() : match.profile().pushRejected();
        CircleValues rejected =
                known.only((name, text) -> !isTouched(name, match, merge)).with(merge.cut());
        if (rejected.isEmpty()) {
            return rejected;
        }
        CircleValues lacking = writer.lacking(merge.merged(), match.member(), CircleValues.none());
        return rejected.only(lacking::has);
    }

    private static boolean isTouched(String name, Match.Known match, MergeResult merge) {
        String now = match.member().definition(name);
        String then = match.profile().rejectedDefinitions().getOrDefault(name, now);
        return !then.equals(now) || merge.isEditedInCircle(name);
    }

    private static Map<String, String> definitions(Set<String> names, CircleMember circle) {
        return names.stream().collect(Collectors.toMap(name -> name, circle::definition));
    }

    /** Told where it is found now; the names in an open gap are kept up to date. */
    private static Optional<Gap> pushRejected(SyncItem item, Profile profile, CircleValues cut) {
        Set<String> rejected = profile.pushRejected().names();
        boolean found = cut.names().stream().anyMatch(rejected::contains);
        boolean open = item.openGaps().contains(OpenGap.ofMember(item.memberId(), GapKind.PUSH_REJECTED));
        return item.isGone() || rejected.isEmpty() || !found && !open
                ? Optional.empty()
                : Optional.of(
                        MemberPush.gap(profile, rejected, found ? Optional.of(MemberPush.NOT_KEPT) : Optional.empty()));
    }

    /** What the merge looks at. */
    private BothSides sides(Match.Known match) {
        Profile known = match.profile();
        CircleMember member = match.item().fetched().member().orElseThrow();
        Set<SyncedField> leftAlone =
                new HashSet<>(FieldValues.fields(known.fields(), known.base().orElse(FieldValues.none())));
        leftAlone.removeAll(member.told());
        return new BothSides(
                known.fields(),
                member.fields(),
                known.updatedAt(),
                member.editedAt(),
                known.base(),
                member.fieldsEditedAt(),
                leftAlone,
                notSent(match),
                match.item().fetched().due().unanswered());
    }

    private Set<SyncedField> notSent(Match.Known match) {
        Profile known = match.profile();
        // To whoever is back, nothing was sent while they were away.
        return !pushes || known.leftAt().isPresent()
                ? known.fields().fields()
                : writer.notSent(known.fields(), match.member(), known.pushRejected());
    }

    private static ProfileBuilder linked(ProfileBuilder profile, CircleMember member) {
        return profile.circleMemberId(Optional.of(member.id()))
                .circleEmail(Optional.of(member.email()))
                .circleUpdatedAt(member.updatedAt())
                .circleProfileUrl(member.profileUrl())
                .circleAccount(member.workosAccount())
                .invited(member.standing() == CircleMember.Standing.INVITED);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
