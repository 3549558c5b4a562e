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
import io.circlesync.merge.Conflict;
import io.circlesync.merge.MergeResult;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
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

    private final CircleWriter writer;
    private final GapFinder gapFinder;
    private final boolean pushes;
    private final Clock clock;

    /** @param pushes whether what Circle lacks is written there */
    public MemberSync(CircleWriter writer, GapFinder gapFinder, boolean pushes, Clock clock) {
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
    public SyncOutcome merge(Match.Known match, MergeResult merge) {
        SyncOutcome outcome = merged(match, merge);
        FetchedMember fetched = match.item().fetched();
        return outcome.push().isPresent() && fetched.told()
                ? SyncOutcome.postponed(fetched, Optional.of(match.item().memberId()))
                : outcome;
    }

    private SyncOutcome merged(Match.Known match, MergeResult merge) {
        SyncItem item = match.item();
        CircleMember member = match.member();
        Profile known = match.profile();
        Set<SyncedField> standing = standing(match);
        FieldValues merged = withoutLosingTheName(withLocal(standing, merge.merged(), known.fields()), member.fields());
        Map<String, String> cut = match.cut();
        Map<String, String> rejected = rejected(match, cut, merged);
        EmailAddress address = EmailAddress.of(member.email());
        boolean movedInCircle = known.circleEmail().filter(address::isSameAs).isEmpty();
        Profile profile = linked(known.change(), member)
                .email(movedInCircle ? member.email() : known.email())
                .emailVerified(movedInCircle || known.emailVerified() || address.isSameAs(known.email()))
                .fields(merged)
                .stub(known.isStub() && merged.isEmpty())
                .circleUpdatedAt(member.updatedAt().or(known::circleUpdatedAt))
                .base(Optional.of(member.fields()))
                .circleProfileUrl(member.profileUrl().or(known::circleProfileUrl))
                .pushRejected(rejected)
                .rejectedDefinitions(definitions(rejected.keySet(), member))
                .leftAt(item.isGone() ? known.leftAt().or(() -> Optional.of(now())) : Optional.empty())
                .circleAccount(member.workosAccount().or(known::circleAccount))
                .build();
        List<Conflict> conflicts = match.bringsNews() ? without(standing, merge.conflicts()) : List.of();
        requireReadableTimes(member, conflicts);
        List<Gap> found = new ArrayList<>(gapFinder.find(profile));
        pushRejected(item, profile, cut).ifPresent(found::add);
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
        Map<String, String> sent = push.map(CircleUpdate::values)
                .orElse(looked ? Map.of() : fetched.due().unanswered());
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
        return aboutProfile && (FOUND_IN_PROFILES.contains(gap.kind()) || untold) || isReadAgain(gap, item.fetched());
    }

    private Timeline timeline(SyncItem item, Profile profile) {
        return new Timeline(Timeline.Source.CIRCLE, profile.id(), now(), item.eventId());
    }

    /** Whoever was fetched proves that the account may read. */
    private static boolean isReadAgain(OpenGap gap, FetchedMember fetched) {
        return gap.equals(new OpenGap(Gap.CIRCLE_ACCOUNT, GapKind.SYNC_FAILED.jsonName())) && !fetched.told();
    }

    /** Where it is not decided whose profile it is, the person is named as Circle names them. */
    private GapNotice notice(Gap gap, Instant now, Optional<Profile> profile, Optional<CircleMember> member) {
        return profile.map(written -> gapFinder.opened(gap, now, written))
                .or(() -> member.map(
                        circle -> GapNotice.opened(gap, now, Person.inCircle(circle.fields(), circle.profileUrl()))))
                .orElseGet(() -> GapNotice.opened(gap, now, Optional.empty()));
    }

    private Optional<CircleUpdate> push(DueMember due, Profile profile, CircleMember circle) {
        Map<String, String> lacking = writer.lacking(profile.fields(), circle, profile.pushRejected());
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
    private Map<String, String> rejected(Match.Known match, Map<String, String> cut, FieldValues merged) {
        // Whoever is back is sent once more what was refused before they left, and what was told then has ended.
        boolean isBack = match.profile().leftAt().isPresent() && !match.item().isGone();
        Map<String, String> known = isBack ? Map.of() : match.profile().pushRejected();
        if (known.isEmpty() && cut.isEmpty()) {
            return Map.of();
        }
        Map<String, String> rejected = new HashMap<>(known);
        rejected.keySet().removeIf(name -> isTouched(name, match));
        rejected.putAll(cut);
        Map<String, String> lacking = writer.lacking(merged, match.member(), Map.of());
        rejected.entrySet()
                .removeIf(entry -> !lacking.containsKey(entry.getKey())
                        || !CircleUpdate.isSame(entry.getKey(), entry.getValue(), lacking.get(entry.getKey())));
        return rejected;
    }

    private static boolean isTouched(String name, Match.Known match) {
        CircleMember circle = match.member();
        String then = match.profile().rejectedDefinitions().getOrDefault(name, circle.definition(name));
        String before = CircleUpdate.value(name, match.base().orElse(FieldValues.none()));
        return !then.equals(circle.definition(name))
                || !CircleUpdate.isSame(name, before, CircleUpdate.value(name, circle.fields()));
    }

    private static Map<String, String> definitions(Set<String> names, CircleMember circle) {
        return names.stream().collect(Collectors.toMap(name -> name, circle::definition));
    }

    /** Told where it is found now; the names in an open gap are kept up to date. */
    private static Optional<Gap> pushRejected(SyncItem item, Profile profile, Map<String, String> cut) {
        Set<String> rejected = profile.pushRejected().keySet();
        boolean found = cut.keySet().stream().anyMatch(rejected::contains);
        boolean open = item.openGaps().contains(OpenGap.ofMember(item.memberId(), GapKind.PUSH_REJECTED));
        return item.isGone() || rejected.isEmpty() || !found && !open
                ? Optional.empty()
                : Optional.of(
                        MemberPush.gap(profile, rejected, found ? Optional.of(MemberPush.NOT_KEPT) : Optional.empty()));
    }

    /**
     * The fields with a local value that does not get to Circle, or has not yet, and where nobody in Circle has touched
     * what it was preferred to: however often the member changes otherwise, the old value there is no edit to lose the
     * local one to.
     */
    private Set<SyncedField> standing(Match.Known match) {
        FieldValues local = match.profile().fields();
        Optional<FieldValues> base = match.base();
        return base.isEmpty()
                ? Set.of()
                : notArrived(match).stream()
                        .filter(field -> local.get(field).isPresent())
                        .filter(field -> AgreedValues.equal(
                                field, base.get(), match.member().fields()))
                        .collect(Collectors.toSet());
    }

    private Set<SyncedField> notArrived(Match.Known match) {
        // To whoever is back, nothing was sent while they were away.
        if (!pushes || match.profile().leftAt().isPresent()) {
            return match.profile().fields().fields();
        }
        FieldValues local = match.profile().fields();
        Set<SyncedField> fields = new HashSet<>(
                writer.notSent(local, match.member(), match.profile().pushRejected()));
        match.item().fetched().due().unanswered().forEach((name, sent) -> {
            if (CircleUpdate.isSame(name, sent, CircleUpdate.value(name, local))) {
                fields.addAll(CircleUpdate.fields(name));
            }
        });
        return fields;
    }

    private static FieldValues withLocal(Set<SyncedField> fields, FieldValues merged, FieldValues local) {
        FieldValues values = merged;
        for (SyncedField field : fields) {
            values = values.with(field, local.get(field).orElse(null));
        }
        return values;
    }

    private static List<Conflict> without(Set<SyncedField> fields, List<Conflict> conflicts) {
        return conflicts.stream()
                .filter(conflict -> !fields.contains(conflict.field()))
                .toList();
    }

    /** Circle takes no empty name, so a cleared one would never be equal on both sides. */
    private static FieldValues withoutLosingTheName(FieldValues merged, FieldValues circle) {
        if (merged.fullName().isPresent() || circle.fullName().isEmpty()) {
            return merged;
        }
        return merged.with(
                        SyncedField.FIRST_NAME,
                        circle.get(SyncedField.FIRST_NAME).orElse(null))
                .with(SyncedField.LAST_NAME, circle.get(SyncedField.LAST_NAME).orElse(null));
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
