package io.circlesync.edit;

import io.circlesync.profile.Profile;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A value that lost a conflict, and is to win after all.
 *
 * @param circleMemberId whom Circle's value was of
 * @param field the field's JSON name
 * @param lost what is to be there
 * @param won what has been there since the conflict was decided
 */
public record LostValue(UUID profileId, long circleMemberId, String field, String lost, String won) {

    /** Reads a row of {@code conflict-find.sql}. */
    public static LostValue of(Map<String, Object> row) {
        String local = (String) row.get("local_value");
        String circle = (String) row.get("circle_value");
        boolean localWon = row.get("winner").equals("local");
        return new LostValue(
                (UUID) row.get("profile_id"),
                (Long) row.get("circle_member_id"),
                (String) row.get("field"),
                localWon ? circle : local,
                localWon ? local : circle);
    }

    /** Whether the profile is linked to the member whose value it was: another's is nobody's to give to it. */
    public boolean isOf(Profile profile) {
        return profile.circleMemberId().equals(Optional.of(circleMemberId));
    }

    /** Whether the field still has what won, or has what lost already. */
    public boolean isStillAsDecided(Optional<String> now) {
        return Restoring.isSame(field, now, Optional.of(won)) || Restoring.isSame(field, now, Optional.of(lost));
    }

    /** Leaves out the values, which are people's data and stay out of logs. */
    @Override
    public String toString() {
        return "LostValue[" + profileId + ", " + field + "]";
    }
}
