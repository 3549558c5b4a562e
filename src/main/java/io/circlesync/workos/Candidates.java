package io.circlesync.workos;

import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.Profile;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The profiles that a user of WorkOS may be.
 *
 * @param byAccount the one that is linked to the account
 * @param byExternalId the one whose id the app has given WorkOS
 * @param byCircleAccount the one without an account here whose member signs in to Circle with it
 * @param byEmail the one with the account's verified address
 * @param conflicts subjects of the open conflicts that this user's events have opened
 * @param addressInDoubt whether the address may be somebody else's than that profile's by now
 * @param accountTakenAway whether a person has taken the account from the profile whose id the app has given WorkOS
 */
record Candidates(
        Optional<Profile> byAccount,
        Optional<Profile> byExternalId,
        Optional<Profile> byCircleAccount,
        Optional<Profile> byEmail,
        List<String> conflicts,
        boolean addressInDoubt,
        boolean accountTakenAway) {

    /** Sorts the profiles by what they were found by. */
    static Candidates of(Collection<FoundProfile> found, List<String> conflicts) {
        return new Candidates(
                find(found, FoundProfile::byAccount),
                find(found, FoundProfile::byId),
                find(found, FoundProfile::byCircleAccount),
                find(found, FoundProfile::byEmail),
                List.copyOf(conflicts),
                found.stream().anyMatch(one -> one.byEmail() && one.addressInDoubt()),
                found.stream().anyMatch(FoundProfile::accountTakenAway));
    }

    /** The one that somebody has said an id of to be the account's: the app, or Circle's single sign-on. */
    Optional<Profile> byGivenId() {
        return byExternalId.or(() -> byCircleAccount);
    }

    private static Optional<Profile> find(Collection<FoundProfile> found, Predicate<FoundProfile> condition) {
        return found.stream().filter(condition).map(FoundProfile::profile).findFirst();
    }
}
