package io.circlesync.profile;

import java.util.Map;
import java.util.Optional;

/**
 * A profile, and by which of the keys that were looked for the database found it. Nobody compares them anew: what is equal
 * for the one may not be for the other.
 *
 * @param addressInDoubt whether its member has another address in Circle or is somebody else for another reason, about which a
 *     person has yet to decide: nobody is found by what may be the next one's address by now
 * @param accountTakenAway whether a person has taken the account from it, as that of a member who is somebody else
 */
public record FoundProfile(
        Profile profile,
        boolean byId,
        boolean byAccount,
        boolean byCircleAccount,
        boolean byEmail,
        boolean byReferralCode,
        boolean addressInDoubt,
        boolean accountTakenAway) {

    /** Why nobody is found by an address that anybody may have typed. */
    public static final String NOT_PROVEN = "The profile of this e-mail was given it without a proof";

    private static final String HOW_TO_PROVE =
            "; expected PATCH {\"emailVerified\": true} for that profile if both are one"
                    + " person, else another e-mail for it.";

    private static final String ADDRESS_IN_DOUBT =
            "Whose this e-mail is, a person has yet to decide: an identity-conflict about the member of its profile is open.";

    private static final String OF_ANOTHER_NAME =
            "The profile of this e-mail is of a member who left, of another name.";

    /**
     * Why somebody is not whose profile was found by the address, and by nothing else; empty if nothing speaks against it.
     *
     * @param inDoubt whether a person has yet to decide whose the address is
     * @param newcomer who comes with the address
     */
    public static Optional<String> obstacleByEmail(Profile known, boolean inDoubt, FieldValues newcomer) {
        if (!known.emailVerified()) {
            return Optional.of(NOT_PROVEN + HOW_TO_PROVE);
        }
        if (inDoubt) {
            return Optional.of(ADDRESS_IN_DOUBT);
        }
        return Optional.of(OF_ANOTHER_NAME).filter(reason -> known.mayBeOfAnotherThan(newcomer));
    }

    /** Reads a row of {@code profile-candidates.sql}. */
    public static FoundProfile of(Map<String, Object> row) {
        return new FoundProfile(
                ProfileRows.fromJson((String) row.get("profile")),
                isTrue(row, "by_id"),
                isTrue(row, "by_account"),
                isTrue(row, "by_circle_account"),
                isTrue(row, "by_email"),
                isTrue(row, "by_referral_code"),
                isTrue(row, "address_in_doubt"),
                isTrue(row, "account_taken_away"));
    }

    /** What was not looked for is null. */
    private static boolean isTrue(Map<String, Object> row, String column) {
        return Boolean.TRUE.equals(row.get(column));
    }
}
