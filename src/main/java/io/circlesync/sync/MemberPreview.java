package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.merge.Conflict;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a sync of a member would come to now.
 *
 * @param member as Circle has them; empty if it knows none
 * @param before the profile as it is here; empty where there is none, or more than one
 * @param after the profile as it would be; empty where none would be touched
 * @param conflicts fields of which both sides have a value, and which of them would win
 * @param pushed what would be written to Circle, by its names there
 * @param reason why nothing can be decided: it is not plain whose profile it is, or, where that is known, Circle's answer
 *     is not one to go by; empty where it can
 * @param candidates the profiles that it may be
 * @param askAbout another member, to whom the profile is linked, and of whom Circle would be asked first
 * @param isTold whether the team knows of it, so that there is nothing for a sync to do
 */
public record MemberPreview(
        long memberId,
        Optional<CircleMember> member,
        Optional<Profile> before,
        Optional<Profile> after,
        List<Conflict> conflicts,
        CircleValues pushed,
        Optional<String> reason,
        List<UUID> candidates,
        Optional<Long> askAbout,
        boolean isTold) {

    public MemberPreview {
        conflicts = List.copyOf(conflicts);
        candidates = List.copyOf(candidates);
    }

    /** Whether a profile would be made. */
    public boolean isNew() {
        return before.isEmpty() && after.isPresent();
    }

    /** Names nobody: people's data stay out of logs. */
    @Override
    public String toString() {
        return "MemberPreview[" + memberId + "]";
    }
}
