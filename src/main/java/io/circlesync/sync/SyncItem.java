package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.merge.BothSides;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One member in the middle of a sync: what Circle says, which profile that is, and which gaps are open about them. */
public record SyncItem(FetchedMember fetched, Match match, Set<OpenGap> openGaps) {

    /** What is to be done, as the route asks: create, merge, left, conflict or postpone. */
    public String action() {
        if (match instanceof Match.NewPerson) {
            return "create";
        }
        if (match instanceof Match.Known) {
            return "merge";
        }
        if (match instanceof Match.Gone) {
            return "left";
        }
        return match instanceof Match.Conflict ? "conflict" : "postpone";
    }

    /**
     * What the merge looks at. If Circle changed nothing that is synced, its time is not looked at: that counts as the
     * oldest.
     */
    public BothSides sides() {
        return new BothSides(
                profile().fields(),
                // What is left alone in Circle is nothing to decide about.
                member().beside(profile().fields()).fields(),
                profile().updatedAt(),
                bringsNews() ? member().editedAt() : Optional.empty(),
                base(),
                member().fieldsEditedAt());
    }

    /** What both sides agreed on last, our own writes included whose answer was lost but that Circle shows now. */
    Optional<FieldValues> base() {
        return profile()
                .base()
                .map(base -> AgreedValues.withArrived(
                        base, member().fields(), fetched.due().unanswered()));
    }

    /** Of our own writes whose answer was lost, those that Circle kept in part only, by name. */
    Map<String, String> cut() {
        return profile()
                .base()
                .map(base ->
                        AgreedValues.cut(base, member().fields(), fetched.due().unanswered()))
                .orElse(Map.of());
    }

    CircleMember member() {
        CircleMember member = fetched.member().orElseThrow();
        return match instanceof Match.Known ? member.beside(profile().base().orElse(FieldValues.none())) : member;
    }

    /** The profile as far as it is about this member: what was agreed with a former one, under another id, is none. */
    Profile profile() {
        Profile known = ((Match.Known) match).profile();
        return formerMember().isEmpty()
                ? known
                : known.change()
                        .base(Optional.empty())
                        .pushRejected(Map.of())
                        .rejectedDefinitions(Map.of())
                        .build();
    }

    /** The member to whom the profile was linked until now, if that is another one: they left and joined anew. */
    Optional<Long> formerMember() {
        return ((Match.Known) match)
                .profile()
                .circleMemberId()
                .filter(linked -> linked != fetched.due().memberId());
    }

    /**
     * False if Circle's values all equal the base: whatever its {@code updated_at} says, nobody edited them there since
     * both sides agreed. This is what ends echoes of our own writes.
     */
    boolean bringsNews() {
        return base().filter(base -> AgreedValues.equal(base, member().fields()))
                .isEmpty();
    }
}
