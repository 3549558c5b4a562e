package io.circlesync.sync;

import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The profiles that a member of Circle may be, each by what the database found it by.
 *
 * @param byMember the one that is linked to the member
 * @param byAccount the one whose account the member signs in with
 * @param byEmail the one that has the member's address
 * @param toldApart those that are somebody else's, whatever they have in common with the member
 * @param rival another member of Circle's list who claims the same profile
 */
record MemberCandidates(
        Optional<Profile> byMember,
        Optional<Profile> byAccount,
        Optional<Profile> byEmail,
        ToldApart toldApart,
        Optional<Long> rival) {

    /** Each of them once, without those of others. */
    List<Profile> all() {
        return Stream.of(byMember, byAccount, byEmail)
                .flatMap(Optional::stream)
                .filter(profile -> !isAnothers(profile))
                .distinct()
                .toList();
    }

    /** Whether the account that the member signs in with is somebody else's. */
    boolean hasAnothersAccount() {
        return byAccount.filter(this::isAnothers).isPresent();
    }

    /** Whether the member's address is somebody else's. */
    boolean hasAnothersAddress() {
        return byEmail.filter(this::isAnothers).isPresent();
    }

    /** Whether nothing but the address tells who it is. */
    boolean byEmailAlone() {
        return byMember.isEmpty() && byAccount.isEmpty();
    }

    /** Whether the member has no profile any more, such as one that a person has given to somebody else since, and none to have. */
    boolean isToldApartFromAll() {
        return byMember.isEmpty() && all().stream().map(Profile::id).allMatch(toldApart.profiles()::contains);
    }

    /** Nobody's as long as the member has no profile: then a person has to say anew whose they are. */
    private boolean isAnothers(Profile profile) {
        return toldApart.profiles().contains(profile.id())
                && byMember.filter(theirs -> !theirs.equals(profile)).isPresent();
    }
}
