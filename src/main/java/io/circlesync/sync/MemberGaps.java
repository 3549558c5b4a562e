package io.circlesync.sync;

import io.circlesync.change.Change;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.OpenGap;
import io.circlesync.gap.Person;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Tells which gaps the sync of a member finds, which of the open ones are over, and which are news. */
final class MemberGaps {

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

    private final GapFinder finder;

    MemberGaps(GapFinder finder) {
        this.finder = finder;
    }

    /** What the profile shows. */
    List<Gap> in(Profile profile) {
        return finder.find(profile);
    }

    /** The same of somebody of whom nothing was known in Circle until now: that they have left is no news where a run finds it. */
    List<Gap> inFirstSeen(SyncItem item, Profile profile) {
        return in(profile).stream()
                .map(gap -> gap.kind() == GapKind.MEMBER_LEFT ? inBulk(gap, item) : gap)
                .toList();
    }

    /** That nobody can tell whose profile it is; nothing where the member has gone. */
    static List<Gap> undecided(Match.Conflict match) {
        List<String> ids =
                match.profileIds().stream().map(UUID::toString).sorted().toList();
        return match.item().isGone()
                ? List.of()
                : List.of(Gap.ofMember(
                        GapKind.IDENTITY_CONFLICT,
                        match.item().memberId(),
                        Optional.empty(),
                        Map.of("reason", match.reason(), "profileIds", ids)));
    }

    /** That Circle has cut what was written to it. Told where it is found now; an open gap's names are kept up to date. */
    static Optional<Gap> pushRejected(SyncItem item, Profile profile, CircleValues cut) {
        Set<String> rejected = profile.pushRejected().names();
        boolean found = cut.names().stream().anyMatch(rejected::contains);
        boolean open = item.openGaps().contains(OpenGap.ofMember(item.memberId(), GapKind.PUSH_REJECTED));
        return item.isGone() || rejected.isEmpty() || !found && !open
                ? Optional.empty()
                : Optional.of(
                        MemberPush.gap(profile, rejected, found ? Optional.of(MemberPush.NOT_KEPT) : Optional.empty()));
    }

    /** What may be open about the member to whom the profile was linked before. */
    static List<OpenGap> ofFormerMember(Match.Known match) {
        return match.formerMember().stream()
                .flatMap(former -> ABOUT_ONE_MEMBER.stream().map(kind -> OpenGap.ofMember(former, kind)))
                .toList();
    }

    /**
     * Adds to the change what the gaps that were found come to.
     *
     * @param profile the profile as it is written; empty when none is touched
     * @param push what is to be sent to Circle
     */
    void tell(
            Change.Builder change,
            SyncItem item,
            Optional<Profile> profile,
            List<Gap> found,
            Optional<CircleUpdate> push,
            Instant now) {
        Set<OpenGap> stillFound = found.stream().map(OpenGap::of).collect(Collectors.toSet());
        change.resolving(item.openGaps().stream()
                .filter(gap -> !stillFound.contains(gap) && isOver(gap, item, profile, push))
                .toList());
        Map<Boolean, List<Gap>> byNews = found.stream()
                .collect(Collectors.partitioningBy(gap -> !item.openGaps().contains(OpenGap.of(gap))));
        change.stillOpen(byNews.get(false));
        change.telling(byNews.get(true).stream()
                .map(gap -> gap.kind().personal() ? inBulk(gap, item) : gap)
                .map(gap -> notice(gap, now, profile, item.fetched().member()))
                .toList());
    }

    /** Nobody is written to where nothing but a run has brought it up: then there may be thousands. */
    private static Gap inBulk(Gap gap, SyncItem item) {
        return item.fetched().due().quiet() ? gap.foundInBulk("reconciliation") : gap;
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

    private static boolean isPushNoLongerRejected(OpenGap gap, Optional<Profile> profile) {
        return gap.is(GapKind.PUSH_REJECTED)
                && profile.filter(written -> written.pushRejected().isEmpty()).isPresent();
    }

    /** Where it is not decided whose profile it is, the person is named as Circle names them. */
    private GapNotice notice(Gap gap, Instant now, Optional<Profile> profile, Optional<CircleMember> member) {
        return profile.map(written -> finder.opened(gap, now, written))
                .or(() -> member.map(
                        circle -> GapNotice.opened(gap, now, Person.inCircle(circle.fields(), circle.profileUrl()))))
                .orElseGet(() -> GapNotice.opened(gap, now, Optional.empty()));
    }
}
