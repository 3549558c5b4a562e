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
 * @param byEmail the one with the account's verified address
 * @param conflicts subjects of the open conflicts that this user's events have opened
 */
record Candidates(
        Optional<Profile> byAccount,
        Optional<Profile> byExternalId,
        Optional<Profile> byEmail,
        List<String> conflicts) {

    /** Sorts the profiles by what they were found by. */
    static Candidates of(Collection<FoundProfile> found, List<String> conflicts) {
        return new Candidates(
                find(found, FoundProfile::byAccount),
                find(found, FoundProfile::byId),
                find(found, FoundProfile::byEmail),
                List.copyOf(conflicts));
    }

    private static Optional<Profile> find(Collection<FoundProfile> found, Predicate<FoundProfile> condition) {
        return found.stream().filter(condition).map(FoundProfile::profile).findFirst();
    }
}
