package io.circlesync.sync;

import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.circle.CircleWriter;
import io.circlesync.circle.Hold;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.Person;
import io.circlesync.merge.Conflict;
import io.circlesync.merge.MergeResult;
import io.circlesync.profile.ChangeRow;
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
    public SyncOutcome create(SyncItem item) {
        CircleMember member = item.member();
        Instant since = member.createdAt().or(member::editedAt).orElseGet(this::now);
        Profile profile = linked(ProfileBuilder.create(UUID.randomUUID(), member.email(), since), member)
                .emailVerified(true)
                .fields(member.fields())
                .stub(member.fields().isEmpty())
                .base(Optional.of(member.fields()))
                .leftAt(Optional.of(now()).filter(now -> isGone(item)))
                .build();
        ChangeRow created = new Timeline(
                        profile.id(), now(), item.fetched().due().eventId())
                .entry("circleMemberId", Optional.empty(), Optional.of(Long.toString(member.id())), "created");
        return outcome(item, Optional.of(profile), List.of(), List.of(created), gapFinder.find(profile));
    }

    /**
     * The profile with the merged fields, linked to the member. Nothing yet where that would write to Circle what an event
     * alone has told: then Circle is asked first.
     *
     * @throws CircleException if the times decide, and Circle's cannot be read
     */
    public SyncOutcome merge(SyncItem item, MergeResult merge) {
        SyncOutcome outcome = merged(item, merge);
        return outcome.push().isPresent() && item.fetched().told()
                ? SyncOutcome.postponed(
                        item.fetched(), Optional.of(item.member().id()))
                : outcome;
    }

    private SyncOutcome merged(SyncItem item, MergeResult merge) {
        CircleMember member = item.member();
        Profile known = item.profile();
        Set<SyncedField> standing = standing(item);
        FieldValues merged = withoutLosingTheName(withLocal(standing, merge.merged(), known.fields()), member.fields());
        Map<String, String> cut = item.cut();
        Map<String, String> rejected = rejected(item, cut, merged);
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
                .leftAt(isGone(item) ? known.leftAt().or(() -> Optional.of(now())) : Optional.empty())
                .circleAccount(member.workosAccount().or(known::circleAccount))
                .build();
        List<Conflict> conflicts = item.bringsNews() ? without(standing, merge.conflicts()) : List.of();
        requireReadableTimes(member, conflicts);
        List<ChangeRow> changes =
                new Timeline(known.id(), now(), item.fetched().due().eventId()).merged(known, profile, conflicts);
        List<Gap> found = new ArrayList<>(gapFinder.find(profile));
        pushRejected(item, profile, cut).ifPresent(found::add);
        return outcome(item, Optional.of(profile), conflicts, changes, found)
                .alsoResolving(item.formerMember().stream()
                        .flatMap(former -> ABOUT_ONE_MEMBER.stream().map(kind -> OpenGap.ofMember(former, kind)))
                        .toList());
    }

    /** The profile marked as left, with all its data; nothing if Circle's member never had one. */
    public SyncOutcome leave(SyncItem item) {
        Optional<Profile> known = ((Match.Gone) item.match()).profile();
        Optional<Profile> left = known.map(profile -> profile.change()
                .leftAt(profile.leftAt().or(() -> Optional.of(now())))
                .build());
        List<ChangeRow> changes = left.filter(profile -> known.get().leftAt().isEmpty())
                .map(profile -> new Timeline(
                                profile.id(), now(), item.fetched().due().eventId())
                        .entry("leftAt", Optional.empty(), profile.leftAt().map(Instant::toString), "left"))
                .map(List::of)
                .orElse(List.of());
        return outcome(item, left, List.of(), changes, left.map(gapFinder::find).orElse(List.of()));
    }

    /** Nothing merged, and a person told. */
    public SyncOutcome conflict(SyncItem item) {
        if (isGone(item)) {
            return outcome(item, Optional.empty(), List.of(), List.of(), List.of());
        }
        Match.Conflict conflict = (Match.Conflict) item.match();
        List<String> ids =
                conflict.profileIds().stream().map(UUID::toString).sorted().toList();
        Gap gap = Gap.ofMember(
                GapKind.IDENTITY_CONFLICT,
                item.fetched().due().memberId(),
                Optional.empty(),
                Map.of("reason", conflict.reason(), "profileIds", ids));
        return outcome(item, Optional.empty(), List.of(), List.of(), List.of(gap));
    }

    /** Nothing yet. */
    public SyncOutcome postpone(SyncItem item) {
        return SyncOutcome.postponed(item.fetched(), ((Match.Postponed) item.match()).askAbout());
    }

    private SyncOutcome outcome(
            SyncItem item,
            Optional<Profile> profile,
            List<Conflict> conflicts,
            List<ChangeRow> changes,
            List<Gap> found) {
        Instant now = now();
        Optional<CircleUpdate> push = item.fetched()
                .member()
                .filter(circle -> !isGone(item))
                .flatMap(
                        circle -> profile.flatMap(written -> push(item.fetched().due(), written, circle)));
        Map<OpenGap, Gap> foundByKey = found.stream().collect(Collectors.toMap(OpenGap::of, gap -> gap));
        String member = OpenGap.memberSubject(item.fetched().due().memberId());
        List<OpenGap> resolved = item.openGaps().stream()
                .filter(gap -> !foundByKey.containsKey(gap))
                .filter(gap -> gap.subject().equals(member)
                        ? isGone(item)
                                || SETTLED_BY_A_SYNC.contains(gap.kind())
                                || push.isEmpty() && isPushNoLongerRejected(gap, profile)
                        : (FOUND_IN_PROFILES.contains(gap.kind()) || isGone(item) && isAboutMessages(gap))
                                        && profile.filter(
                                                        written -> gap.subject().equals("profile:" + written.id()))
                                                .isPresent()
                                || isReadAgain(gap, item.fetched()))
                .toList();
        List<Gap> stillOpen = found.stream()
                .filter(gap -> item.openGaps().contains(OpenGap.of(gap)))
                .toList();
        List<GapNotice> notices = found.stream()
                .filter(gap -> !item.openGaps().contains(OpenGap.of(gap)))
                .map(gap -> notice(gap, now, profile, item.fetched().member()))
                .toList();
        return new SyncOutcome(
                item.fetched(),
                profile,
                conflicts,
                changes,
                stillOpen,
                resolved,
                notices,
                push,
                Optional.empty(),
                false);
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

    /**
     * Whether the member is not in the community any more, deleted or deactivated. Nothing is pushed to them: a refusal
     * would alarm the team about somebody who is not there, and what was edited here goes out when they are back.
     */
    private static boolean isGone(SyncItem item) {
        return item.fetched()
                .member()
                .filter(member -> member.standing() != CircleMember.Standing.INACTIVE)
                .isEmpty();
    }

    /** Nobody writes to them any more. */
    private static boolean isAboutMessages(OpenGap gap) {
        return gap.kind().equals(GapKind.MESSAGE_FAILED.jsonName());
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
        return gap.kind().equals(GapKind.PUSH_REJECTED.jsonName())
                && profile.filter(written -> written.pushRejected().isEmpty()).isPresent();
    }

    /**
     * What Circle did not keep is remembered for as long as it is the value to be sent and nobody has touched the field in
     * Circle, neither its value nor how it is defined there; after that it is sent once more. Where an answer was lost,
     * what stands in Circle tells what was kept in part.
     */
    private Map<String, String> rejected(SyncItem item, Map<String, String> cut, FieldValues merged) {
        // Whoever is back is sent once more what was refused before they left, and what was told then has ended.
        boolean isBack = item.profile().leftAt().isPresent() && !isGone(item);
        Map<String, String> known = isBack ? Map.of() : item.profile().pushRejected();
        if (known.isEmpty() && cut.isEmpty()) {
            return Map.of();
        }
        Map<String, String> rejected = new HashMap<>(known);
        rejected.keySet().removeIf(name -> isTouched(name, item));
        rejected.putAll(cut);
        Map<String, String> lacking = writer.lacking(merged, item.member(), Map.of());
        rejected.entrySet()
                .removeIf(entry -> !lacking.containsKey(entry.getKey())
                        || !CircleUpdate.isSame(entry.getKey(), entry.getValue(), lacking.get(entry.getKey())));
        return rejected;
    }

    private static boolean isTouched(String name, SyncItem item) {
        CircleMember circle = item.member();
        String then = item.profile().rejectedDefinitions().getOrDefault(name, circle.definition(name));
        String before = CircleUpdate.value(name, item.base().orElse(FieldValues.none()));
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
        boolean open = item.openGaps().contains(OpenGap.ofMember(item.member().id(), GapKind.PUSH_REJECTED));
        return isGone(item) || rejected.isEmpty() || !found && !open
                ? Optional.empty()
                : Optional.of(
                        MemberPush.gap(profile, rejected, found ? Optional.of(MemberPush.NOT_KEPT) : Optional.empty()));
    }

    /**
     * The fields with a local value that does not get to Circle, or has not yet, and where nobody in Circle has touched
     * what it was preferred to: however often the member changes otherwise, the old value there is no edit to lose the
     * local one to.
     */
    private Set<SyncedField> standing(SyncItem item) {
        FieldValues local = item.profile().fields();
        Optional<FieldValues> base = item.base();
        return base.isEmpty()
                ? Set.of()
                : notArrived(item).stream()
                        .filter(field -> local.get(field).isPresent())
                        .filter(field -> AgreedValues.equal(
                                field, base.get(), item.member().fields()))
                        .collect(Collectors.toSet());
    }

    private Set<SyncedField> notArrived(SyncItem item) {
        // To whoever is back, nothing was sent while they were away.
        if (!pushes || item.profile().leftAt().isPresent()) {
            return item.profile().fields().fields();
        }
        FieldValues local = item.profile().fields();
        Set<SyncedField> fields = new HashSet<>(
                writer.notSent(local, item.member(), item.profile().pushRejected()));
        item.fetched().due().unanswered().forEach((name, sent) -> {
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
