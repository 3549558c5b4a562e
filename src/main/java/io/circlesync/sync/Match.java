package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
            CircleMember member = item.fetched().member().orElseThrow();
            WrittenForOthers others =
                    candidates.toldApart().forOthers().standing(member.fields(), seen(member), FieldValues.none());
            return new NewPerson(item.leavingAlone(others.leftAlone(FieldValues.none())), others);
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
     * @param noted what is to be noted of it any longer, and of what was written for the profile itself
     * @param isOurTime whether Circle's time is that of our own last write, made when the member had another profile
     */
    record Known(
            SyncItem item,
            Profile found,
            boolean keepsAddress,
            WrittenForOthers others,
            WrittenForOthers noted,
            boolean isOurTime)
            implements Match {

        /** A known profile, beside which what Circle leaves out of its answer is left alone. */
        static Known of(SyncItem item, Profile found, MemberCandidates candidates) {
            boolean keepsAddress = candidates.hasAnothersAddress();
            CircleMember member = item.fetched().member().orElseThrow();
            WrittenForOthers written = candidates.toldApart().forOthers();
            WrittenForOthers noted = written.lasting(member.fields(), seen(member), found);
            WrittenForOthers others =
                    written.except(found.id()).standing(member.fields(), seen(member), found.fields());
            Optional<FieldValues> agreed = agreed(item, found).base();
            return new Known(
                    item.heardBeside(agreed.orElse(FieldValues.none())).leavingAlone(others.leftAlone(found.fields())),
                    found,
                    keepsAddress,
                    others,
                    noted,
                    agreed.isEmpty() && candidates.toldApart().isOurTime());
        }

        CircleMember member() {
            return item.fetched().member().orElseThrow().beside(profile().base().orElse(FieldValues.none()));
        }

        /** The profile as far as it is about this member: what was agreed with a former one, under another id, is none. */
        Profile profile() {
            return agreed(item, found);
        }

        /** The member to whom the profile was linked until now, if that is another one: they left and joined anew. */
        Optional<Long> formerMember() {
            return formerMember(item, found);
        }

        private static Profile agreed(SyncItem item, Profile found) {
            return formerMember(item, found).isEmpty()
                    ? found
                    : found.change().agreedOnNothing().build();
        }

        private static Optional<Long> formerMember(SyncItem item, Profile found) {
            return found.circleMemberId().filter(linked -> linked != item.memberId());
        }
    }

    private static Set<SyncedField> seen(CircleMember member) {
        Set<SyncedField> seen = new HashSet<>(member.told());
        seen.removeAll(member.leftOut());
        return seen;
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
