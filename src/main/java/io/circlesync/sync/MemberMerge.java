package io.circlesync.sync;

import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleWriter;
import io.circlesync.merge.BothSides;
import io.circlesync.merge.Conflict;
import io.circlesync.merge.MergeResult;
import io.circlesync.merge.ProfileMerge;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import io.circlesync.profile.SyncedField;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts before the merge what is known of a member and their profile, and makes the profile of what it decides. */
final class MemberMerge {

    /**
     * A profile after the merge.
     *
     * @param conflicts fields of which both sides had a value, and which of them won
     * @param cut what Circle turned out to have cut of an earlier push
     * @param isEditedInCircle whether Circle shows what nobody has written from here
     */
    record Merged(Profile profile, List<Conflict> conflicts, CircleValues cut, boolean isEditedInCircle) {}

    /** A state that Circle still gives after so many more looks, some seconds, is no lag: it was put back to it. */
    private static final int LOOKS_BEHIND = 3;

    /** More than the clocks of nodes and database differ by. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

    private final ProfileMerge profileMerge;
    private final CircleWriter writer;
    private final boolean pushes;

    /** @param pushes whether what Circle lacks is written there */
    MemberMerge(ProfileMerge profileMerge, CircleWriter writer, boolean pushes) {
        this.profileMerge = profileMerge;
        this.writer = writer;
        this.pushes = pushes;
    }

    /**
     * The profile with the merged fields, linked to the member.
     *
     * @param now since when whoever has gone is away
     * @throws CircleException if the times decide, and Circle's cannot be read; if Circle's answer is older than what it
     *     said before
     */
    Merged merge(Match.Known match, Instant now) {
        CircleMember member = match.member();
        Profile known = match.profile();
        requireNoLag(match);
        MergeResult merge = profileMerge.merge(sides(match, now));
        requireReadableTimes(member, merge.conflicts());
        CircleValues rejected = rejected(match, merge);
        EmailAddress address = EmailAddress.of(member.email());
        boolean movedInCircle = !match.keepsAddress()
                && known.circleEmail().filter(address::isSameAs).isEmpty();
        Profile profile = linked(known.change(), member)
                .email(movedInCircle ? member.email() : known.email())
                .emailVerified(movedInCircle || known.emailVerified() || address.isSameAs(known.email()))
                .fields(merge.merged())
                .stub(known.isStub() && merge.merged().isEmpty())
                .circleUpdatedAt(member.updatedAt().or(known::circleUpdatedAt))
                .base(Optional.of(merge.base()))
                .circleProfileUrl(member.profileUrl().or(known::circleProfileUrl))
                .pushRejected(rejected)
                .rejectedDefinitions(
                        rejected.names().stream().collect(Collectors.toMap(Function.identity(), member::definition)))
                .leftAt(match.item().isGone() ? known.leftAt().or(() -> Optional.of(now)) : Optional.empty())
                .circleAccount(member.workosAccount().or(known::circleAccount))
                .build();
        return new Merged(profile, merge.conflicts(), merge.cut(), merge.isEditedInCircle());
    }

    /** The profile with what it keeps of the member beside the fields. */
    static ProfileBuilder linked(ProfileBuilder profile, CircleMember member) {
        return profile.circleMemberId(Optional.of(member.id()))
                .circleEmail(Optional.of(member.email()))
                .circleUpdatedAt(member.updatedAt())
                .circleProfileUrl(member.profileUrl())
                .circleAccount(member.workosAccount())
                .invited(member.standing() == CircleMember.Standing.INVITED);
    }

    private BothSides sides(Match.Known match, Instant now) {
        Profile known = match.profile();
        // Of two times of which one was written while the clock was ahead, neither tells who came later.
        boolean timesTell = !match.isOurTime() && known.updatedAt().isBefore(now.plus(CLOCKS_DIFFER));
        CircleMember member = match.item().fetched().member().orElseThrow();
        Set<SyncedField> leftAlone =
                new HashSet<>(FieldValues.fields(known.fields(), known.base().orElse(FieldValues.none())));
        leftAlone.removeAll(member.told());
        WrittenForOthers others = match.others();
        return new BothSides(
                known.fields(),
                others.undoneIn(member.fields()),
                known.updatedAt(),
                timesTell ? member.editedAt() : Optional.empty(),
                // What Circle has put in the place of what we wrote is no edit, either.
                known.base().map(others::undoneIn),
                timesTell ? member.fieldsEditedAt() : Map.of(),
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

    /**
     * Else an edit that Circle has, and does not show yet, would be taken back and overwritten. What somebody has brought back here
     * in the meantime looks as if both sides agreed.
     */
    private static void requireNoLag(Match.Known match) {
        CircleMember member = match.member();
        Profile known = match.profile();
        boolean behind = member.updatedAt()
                .flatMap(told -> known.circleUpdatedAt().map(told::isBefore))
                .orElse(false);
        if (behind
                && known.circleMemberId().filter(id -> id == member.id()).isPresent()
                && !(member.fields().equals(known.fields())
                        && known.base().filter(member.fields()::equals).isPresent())
                && match.item().fetched().due().attempts() < LOOKS_BEHIND) {
            throw CircleException.outdated(member.id());
        }
    }

    private static void requireReadableTimes(CircleMember member, List<Conflict> conflicts) {
        boolean decidedBlindly = conflicts.stream()
                .anyMatch(conflict ->
                        conflict.circleUpdatedAt().isEmpty() && member.undated().contains(conflict.field()));
        if (decidedBlindly) {
            throw CircleException.unreadableTime(member.id());
        }
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
}
