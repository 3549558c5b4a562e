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
 */
record MemberCandidates(Optional<Profile> byMember, Optional<Profile> byAccount, Optional<Profile> byEmail) {

    /** Each of them once. */
    List<Profile> all() {
        return Stream.of(byMember, byAccount, byEmail)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Whether nothing but the address tells who it is. */
    boolean byEmailAlone() {
        return byMember.isEmpty() && byAccount.isEmpty();
    }
}
