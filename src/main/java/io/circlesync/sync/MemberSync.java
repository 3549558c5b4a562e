package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.merge.Conflict;
import io.circlesync.merge.MergeResult;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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

    private final Clock clock;

    public MemberSync(Clock clock) {
        this.clock = clock;
    }

    /** A profile made from what Circle knows. It was never edited here, so any later edit in Circle is more recent. */
    public SyncOutcome create(SyncItem item) {
        CircleMember member = item.member();
        Instant since = member.createdAt().or(member::updatedAt).orElseGet(this::now);
        Profile profile = new Profile(
                UUID.randomUUID(),
                member.email(),
                Optional.empty(),
                Optional.of(member.id()),
                member.fields(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                member.fields().isEmpty(),
                since,
                since,
                member.updatedAt(),
                Optional.of(member.fields()),
                member.profileUrl(),
                Optional.empty());
        return outcome(item, Optional.of(profile), List.of(), GapFinder.find(profile));
    }

    /** The profile with the merged fields, linked to the member. */
    public SyncOutcome merge(SyncItem item, MergeResult merge) {
        Profile profile = synced(item, merge.merged());
        return outcome(item, Optional.of(profile), merge.conflicts(), GapFinder.find(profile));
    }

    /** The profile as it is, now known to be in step with Circle. */
    public SyncOutcome keep(SyncItem item) {
        Profile profile = synced(item, item.local());
        return outcome(item, Optional.of(profile), List.of(), GapFinder.find(profile));
    }

    /** The profile marked as left, with all its data; nothing if Circle's member never had one. */
    public SyncOutcome leave(SyncItem item) {
        Optional<Profile> profile = ((Match.Gone) item.match()).profile().map(known -> left(known, now()));
        return outcome(item, profile, List.of(), profile.map(GapFinder::find).orElse(List.of()));
    }

    /** Nothing merged, and a person told. */
    public SyncOutcome conflict(SyncItem item) {
        Match.Conflict conflict = (Match.Conflict) item.match();
        List<String> ids =
                conflict.profileIds().stream().map(UUID::toString).sorted().toList();
        Gap gap = Gap.ofMember(
                GapKind.IDENTITY_CONFLICT,
                item.fetched().due().memberId(),
                Optional.empty(),
                Map.of("reason", conflict.reason(), "profileIds", ids));
        return outcome(item, Optional.empty(), List.of(), List.of(gap));
    }

    /** Nothing yet. */
    public SyncOutcome postpone(SyncItem item) {
        return new SyncOutcome(
                item.fetched(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                ((Match.Postponed) item.match()).askAbout(),
                true);
    }

    private SyncOutcome outcome(SyncItem item, Optional<Profile> profile, List<Conflict> conflicts, List<Gap> found) {
        Instant now = now();
        Set<OpenGap> foundKeys = found.stream()
                .map(gap -> new OpenGap(gap.subject(), gap.kind().jsonName()))
                .collect(Collectors.toSet());
        List<Gap> opened = new ArrayList<>();
        List<Gap> stillOpen = new ArrayList<>();
        for (Gap gap : found) {
            boolean open = item.openGaps()
                    .contains(new OpenGap(gap.subject(), gap.kind().jsonName()));
            (open ? stillOpen : opened).add(gap);
        }
        String member = "member:" + item.fetched().due().memberId();
        List<OpenGap> resolved = item.openGaps().stream()
                .filter(gap -> !foundKeys.contains(gap))
                .filter(gap -> gap.subject().equals(member)
                        ? SETTLED_BY_A_SYNC.contains(gap.kind())
                        : profile.filter(written -> gap.subject().equals("profile:" + written.id()))
                                .isPresent())
                .toList();
        List<GapNotice> notices =
                opened.stream().map(gap -> GapNotice.opened(gap, now, profile)).toList();
        return new SyncOutcome(
                item.fetched(), profile, conflicts, opened, stillOpen, resolved, notices, Optional.empty(), false);
    }

    private static Profile synced(SyncItem item, FieldValues fields) {
        CircleMember member = item.member();
        Profile known = item.profile();
        return new Profile(
                known.id(),
                member.email(),
                known.workosUserId(),
                Optional.of(member.id()),
                fields,
                known.thingsICanOffer(),
                known.resumeLink(),
                known.referralCode(),
                known.isStub() && fields.isEmpty(),
                known.createdAt(),
                known.updatedAt(),
                member.updatedAt().or(known::circleUpdatedAt),
                Optional.of(AgreedValues.after(known.base(), fields, member.fields())),
                member.profileUrl().or(known::circleProfileUrl),
                Optional.empty());
    }

    private static Profile left(Profile known, Instant now) {
        return new Profile(
                known.id(),
                known.email(),
                known.workosUserId(),
                known.circleMemberId(),
                known.fields(),
                known.thingsICanOffer(),
                known.resumeLink(),
                known.referralCode(),
                known.isStub(),
                known.createdAt(),
                known.updatedAt(),
                known.circleUpdatedAt(),
                known.base(),
                known.circleProfileUrl(),
                known.leftAt().or(() -> Optional.of(now)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
