package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which profile a member of Circle is, with all that follows from it. */
public sealed interface Match {

    /** The member. */
    SyncItem item();

    /**
     * Nobody known: a profile is to be made.
     *
     * @param others what stands in Circle that was written there for profiles from which a person has told the member
     */
    record NewPerson(SyncItem item, WrittenForOthers others) implements Match {

        static NewPerson of(SyncItem item, MemberCandidates candidates) {
            return new NewPerson(item, standing(item, FieldValues.none(), Optional.empty(), candidates));
        }

        CircleMember member() {
            return item.fetched().member().orElseThrow();
        }

        /** What Circle shows, as far as it is the member's own. */
        FieldValues fields() {
            return others.undoneIn(member().fields());
        }
    }

    /**
     * A known profile, linked already or to be linked now.
     *
     * @param found as it is in the database
     * @param keepsAddress whether Circle's address is another profile's, from which a person has told the member
     * @param others what stands in Circle that was written there for those profiles
     */
    record Known(SyncItem item, Profile found, boolean keepsAddress, WrittenForOthers others) implements Match {

        /** A known profile, beside which what Circle leaves out of its answer is left alone. */
        static Known of(SyncItem item, Profile found, MemberCandidates candidates) {
            boolean keepsAddress = candidates.hasAnothersAddress();
            Known known = new Known(item, found, keepsAddress, WrittenForOthers.nothing());
            Optional<FieldValues> base = known.profile().base();
            WrittenForOthers others = standing(item, found.fields(), base, candidates);
            return new Known(item.heardBeside(base.orElse(FieldValues.none())), found, keepsAddress, others);
        }

        CircleMember member() {
            return item.fetched().member().orElseThrow().beside(profile().base().orElse(FieldValues.none()));
        }

        /** The profile as far as it is about this member: what was agreed with a former one, under another id, is none. */
        Profile profile() {
            return formerMember().isEmpty()
                    ? found
                    : found.change().agreedOnNothing().build();
        }

        /** The member to whom the profile was linked until now, if that is another one: they left and joined anew. */
        Optional<Long> formerMember() {
            return found.circleMemberId().filter(linked -> linked != item.memberId());
        }
    }

    private static WrittenForOthers standing(
            SyncItem item, FieldValues own, Optional<FieldValues> base, MemberCandidates candidates) {
        if (candidates.toldApart().isEmpty()) {
            return WrittenForOthers.nothing();
        }
        FieldValues shown = item.fetched().member().orElseThrow().fields();
        // Before anything was agreed on, what is under way was sent for whoever was linked before.
        CircleValues underWay =
                base.isPresent() ? CircleValues.none() : item.fetched().due().unanswered();
        return candidates.forOthers().andShown(underWay, shown).standing(shown, own);
    }

    /** Circle knows the member no more; the profile, if there ever was one, keeps its data. */
    record Gone(SyncItem item, Optional<Profile> profile) implements Match {}

    /** More than one candidate: nothing may be merged until a person has decided. */
    record Conflict(SyncItem item, String reason, List<UUID> profileIds) implements Match {}

    /**
     * Not to be decided yet: Circle is to be asked about another member first, or another sync of this batch to end.
     *
     * @param profile the one that is linked to that other member
     */
    record Postponed(SyncItem item, Optional<Profile> profile, Optional<Long> askAbout) implements Match {}
}
