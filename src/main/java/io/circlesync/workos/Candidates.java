package io.circlesync.workos;

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
        Optional<Candidate> byAccount,
        Optional<Candidate> byExternalId,
        Optional<Candidate> byEmail,
        List<String> conflicts) {

    /**
     * One of them.
     *
     * @param knownAddress the account's verified address as WorkOS last gave it, if the profile is linked
     */
    record Candidate(Profile profile, Optional<String> knownAddress) {}

    /** Sorts the profiles found; an address that is not verified finds nobody. */
    static Candidates of(WorkosUser user, Collection<Candidate> found, List<String> conflicts) {
        return new Candidates(
                find(found, profile -> profile.workosUserId().equals(Optional.of(user.id()))),
                find(found, profile -> user.externalId().equals(Optional.of(profile.id()))),
                user.verifiedEmail()
                        .flatMap(address ->
                                find(found, profile -> profile.email().equalsIgnoreCase(address))),
                List.copyOf(conflicts));
    }

    private static Optional<Candidate> find(Collection<Candidate> found, Predicate<Profile> condition) {
        return found.stream()
                .filter(candidate -> condition.test(candidate.profile()))
                .findFirst();
    }
}
