package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.gap.OpenGap;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.util.Optional;
import java.util.Set;

/** One member in the middle of a sync: what Circle says, and which gaps are open about them. */
public record SyncItem(FetchedMember fetched, Set<OpenGap> openGaps) {

    /** The same, as it is heard beside values that are known. */
    SyncItem heardBeside(FieldValues known) {
        return new SyncItem(fetched.heardBeside(known), openGaps);
    }

    /** The same, with these fields left alone. */
    SyncItem leavingAlone(Set<SyncedField> fields) {
        return new SyncItem(fetched.leavingAlone(fields), openGaps);
    }

    /** The same, signing in with no account. */
    SyncItem withoutAccount() {
        return new SyncItem(fetched.withoutAccount(), openGaps);
    }

    /** Circle's id of the member. */
    long memberId() {
        return fetched.due().memberId();
    }

    /** The last event about the member, where there was one. */
    Optional<Long> eventId() {
        return fetched.due().eventId();
    }

    /**
     * Whether the member is not in the community any more, deleted or deactivated. Nothing is pushed to them: a refusal
     * would alarm the team about somebody who is not there, and what was edited here goes out when they are back.
     */
    boolean isGone() {
        return fetched.member()
                .filter(member -> member.standing() != CircleMember.Standing.INACTIVE)
                .isEmpty();
    }
}
