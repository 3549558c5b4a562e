package io.circlesync.reconcile;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a member and their profile differ in.
 *
 * @param profileId the profile; empty where there is none yet, or more than one
 * @param otherMemberId another member, to whom the profile is linked, or who has the same address
 * @param reason why nothing can be decided yet: it is not plain whose profile it is, or Circle is to be asked again; empty
 *     where it can
 * @param asks whether Circle is to be asked before anything is written: to write to it, or because what the list shows is
 *     not enough
 * @param isTold whether the team knows of it, so that there is nothing for a sync to do
 */
public record Difference(
        FindingKind kind,
        long memberId,
        Optional<UUID> profileId,
        List<FieldDifference> fields,
        Optional<Long> otherMemberId,
        Optional<String> reason,
        boolean asks,
        boolean isTold) {

    public Difference {
        fields = List.copyOf(fields);
    }

    /** The same of somebody whose address another member has, too. */
    Difference duplicateOf(long otherMember) {
        return new Difference(
                FindingKind.DUPLICATE, memberId, profileId, fields, Optional.of(otherMember), reason, true, isTold);
    }

    /** Names nobody. */
    @Override
    public String toString() {
        return "Difference[" + kind + ", " + memberId + "]";
    }
}
