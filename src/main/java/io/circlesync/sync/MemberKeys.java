package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import java.util.Optional;

/**
 * By what a member's profile is looked for, as {@code member-candidates.sql} and {@code reconcile-candidates.sql} take it.
 *
 * @param sso the account with which they sign in to Circle
 * @param email their address in the form in which addresses are compared
 */
public record MemberKeys(long id, Optional<String> sso, Optional<String> email) {

    /** Of whom Circle knows nothing, by the id alone. */
    public static MemberKeys of(long id, Optional<CircleMember> member) {
        return new MemberKeys(id, member.flatMap(CircleMember::ssoUserId), member.map(CircleMember::emailKey));
    }

    /** Names nobody. */
    @Override
    public String toString() {
        return "MemberKeys[" + id + "]";
    }
}
