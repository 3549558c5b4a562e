package io.circlesync.profile;

import java.util.Map;

/**
 * A profile, and by which of the keys that were looked for the database found it. Nobody compares them anew: what is equal
 * for the one may not be for the other.
 *
 * @param addressInDoubt whether its member has another address in Circle or is somebody else for another reason, about which a
 *     person has yet to decide: nobody is found by what may be the next one's address by now
 */
public record FoundProfile(
        Profile profile,
        boolean byId,
        boolean byAccount,
        boolean byCircleAccount,
        boolean byEmail,
        boolean byReferralCode,
        boolean addressInDoubt) {

    /** Why nobody is found by an address about which a person has yet to decide. */
    public static final String ADDRESS_IN_DOUBT =
            "Whose this e-mail is, a person has yet to decide: an identity-conflict about the member of its profile is open.";

    /** Reads a row of {@code profile-candidates.sql}. */
    public static FoundProfile of(Map<String, Object> row) {
        return new FoundProfile(
                ProfileRows.fromJson((String) row.get("profile")),
                isTrue(row, "by_id"),
                isTrue(row, "by_account"),
                isTrue(row, "by_circle_account"),
                isTrue(row, "by_email"),
                isTrue(row, "by_referral_code"),
                isTrue(row, "address_in_doubt"));
    }

    /** What was not looked for is null. */
    private static boolean isTrue(Map<String, Object> row, String column) {
        return Boolean.TRUE.equals(row.get(column));
    }
}
