package io.circlesync.edit;

import io.circlesync.profile.AccountConflicts;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.Profile;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The profiles that a call meets.
 *
 * @param byId the one that is to be edited
 * @param byAccount the one that is linked to the account, or whose member signs in to Circle with it
 * @param byEmail the one that has the address
 * @param byReferralCode the one that has the code
 * @param conflicts subjects of the open conflicts about the account
 * @param accountIsDeleted whether WorkOS has said that the account is no more, which is final
 * @param addressInDoubt whether the address may be somebody else's than that profile's by now
 */
public record FoundProfiles(
        Optional<Profile> byId,
        Optional<Profile> byAccount,
        Optional<Profile> byEmail,
        Optional<Profile> byReferralCode,
        List<String> conflicts,
        boolean accountIsDeleted,
        boolean addressInDoubt) {

    /** Sorts the profiles by what they were found by. */
    public static FoundProfiles of(Collection<FoundProfile> found, AccountConflicts conflicts) {
        return new FoundProfiles(
                find(found, FoundProfile::byId),
                find(found, FoundProfile::byAccount).or(() -> find(found, FoundProfile::byCircleAccount)),
                find(found, FoundProfile::byEmail),
                find(found, FoundProfile::byReferralCode),
                conflicts.subjects(),
                conflicts.isDeleted(),
                found.stream().anyMatch(one -> one.byEmail() && one.addressInDoubt()));
    }

    /** Whether one of those found is somebody else than this one, or anybody if there is none. */
    static boolean isSomebodyElse(Optional<Profile> found, Optional<Profile> known) {
        return found.isPresent() && !found.map(Profile::id).equals(known.map(Profile::id));
    }

    private static Optional<Profile> find(Collection<FoundProfile> found, Predicate<FoundProfile> condition) {
        return found.stream().filter(condition).map(FoundProfile::profile).findFirst();
    }
}
