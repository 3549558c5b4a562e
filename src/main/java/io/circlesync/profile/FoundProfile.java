package io.circlesync.profile;

import java.util.Map;

/**
 * A profile, and by which of the keys that were looked for the database found it. Nobody compares them anew: what is equal
 * for the one may not be for the other.
 */
public record FoundProfile(
        Profile profile,
        boolean byId,
        boolean byAccount,
        boolean byCircleAccount,
        boolean byEmail,
        boolean byReferralCode) {

    /** Reads a row of {@code profile-candidates.sql}. */
    public static FoundProfile of(Map<String, Object> row) {
        return new FoundProfile(
                ProfileRows.fromJson((String) row.get("profile")),
                isTrue(row, "by_id"),
                isTrue(row, "by_account"),
                isTrue(row, "by_circle_account"),
                isTrue(row, "by_email"),
                isTrue(row, "by_referral_code"));
    }

    /** What was not looked for is null. */
    private static boolean isTrue(Map<String, Object> row, String column) {
        return Boolean.TRUE.equals(row.get(column));
    }
}
