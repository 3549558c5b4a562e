package io.circlesync.edit;

import io.circlesync.change.Change;
import io.circlesync.change.Timeline;
import io.circlesync.change.TimelineEntry;
import io.circlesync.gap.GapFinder;
import io.circlesync.gap.GapNotice;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Decides what it comes to that a person says whose a member of Circle is, where no rule could tell. It only links; the
 * member's next sync merges both sides, and is in conflict again if something else speaks against it than the profiles that the
 * person has told them from.
 */
public final class MemberLinking {

    /** Why the timeline says that a person has linked a member. */
    static final String LINKED_BY_PERSON = "linked-by-person";

    private final GapFinder gapFinder;
    private final Clock clock;

    public MemberLinking(GapFinder gapFinder, Clock clock) {
        this.gapFinder = gapFinder;
        this.clock = clock;
    }

    /**
     * Links a member to a profile, and to no other. What another member has brought into a profile goes with that member, for
     * the two are not one person, and what the app had written before is back; but not where Circle does not know that one any
     * more: then somebody has come back.
     *
     * @param written the profile
     * @param former the profile that was the member's until now, if that is another one
     * @param known what was written to the member for others, as it is noted there
     */
    public EditDecision link(
            long memberId, WrittenProfile written, Optional<WrittenProfile> former, WrittenForOthers known) {
        Profile theirs = written.profile();
        Change.Builder change = Change.build();
        former.ifPresent(before -> {
            Profile left = BroughtIdentity.into(before)
                    .withoutIt(withoutTheMember(before))
                    .circleMemberId(Optional.empty())
                    .build();
            change.profile(left).timeline(timeline(before.profile(), left)).telling(gapsOf(left));
        });
        boolean isAnothers =
                theirs.circleMemberId().isPresent() && theirs.leftAt().isEmpty();
        ProfileBuilder own =
                isAnothers ? BroughtIdentity.into(written).withoutIt(withoutTheMember(written)) : apart(theirs);
        Profile found = own.circleMemberId(Optional.of(memberId)).build();
        Profile linked = former.map(BroughtIdentity::into)
                .map(brought -> brought.with(found))
                .orElse(found);
        change.profile(linked).timeline(timeline(theirs, linked)).forCircle(linked);
        change.writtenForOthers(
                memberId, former.map(before -> PastLinks.of(memberId, before)).orElse(known));
        // Another member, who is somebody else's now or nobody's.
        theirs.circleMemberId()
                .ifPresent(other -> change.forCircle(theirs).writtenForOthers(other, PastLinks.of(other, written)));
        return new EditDecision(change.done(), EditDecision.Outcome.LINKED, Optional.empty(), Optional.of(linked));
    }

    /** Leaves a member linked to the profile that is theirs: whoever else they were in conflict with is somebody else. */
    public EditDecision confirm(Profile theirs) {
        return new EditDecision(
                Change.build().forCircle(theirs).done(),
                EditDecision.Outcome.UNCHANGED,
                Optional.empty(),
                Optional.of(theirs));
    }

    /** No sync looks at a profile that stands alone. Whoever has taken the account or the texts from it need not be told at once. */
    private List<GapNotice> gapsOf(Profile left) {
        return gapFinder.find(left).stream()
                .map(gap -> gapFinder.opened(gap.quietly(), clock.instant(), left))
                .toList();
    }

    private static ProfileBuilder withoutTheMember(WrittenProfile written) {
        return apart(written.profile()).fields(written.withoutTheMembers());
    }

    /** Without what the profile and a member have agreed on, and what Circle said of that one. */
    private static ProfileBuilder apart(Profile profile) {
        return profile.change()
                .agreedOnNothing()
                .circleUpdatedAt(Optional.empty())
                .circleProfileUrl(Optional.empty())
                .circleAccount(Optional.empty())
                .circleEmail(Optional.empty())
                .leftAt(Optional.empty())
                .invited(false);
    }

    private List<TimelineEntry> timeline(Profile before, Profile after) {
        return new Timeline(Timeline.Source.LOCAL, before.id(), clock.instant(), Optional.empty())
                .changed(before, after, field -> LINKED_BY_PERSON);
    }
}
