package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import io.circlesync.queue.DueMember;
import io.circlesync.queue.Held;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A held member together with what Circle says of them.
 *
 * @param due the member held
 * @param member empty if Circle knows no such member
 * @param otherMembers other member ids that Circle was asked about on the way, and whether it knows them
 * @param told whether an event told it and Circle was not asked, which is not enough to write to Circle
 */
public record FetchedMember(DueMember due, Optional<CircleMember> member, Map<Long, Boolean> otherMembers, boolean told)
        implements Held {

    public FetchedMember {
        otherMembers = Map.copyOf(otherMembers);
    }

    /** What Circle said, before it was asked about anybody else. */
    public static FetchedMember of(DueMember due, Optional<CircleMember> member) {
        return new FetchedMember(due, member, Map.of(), false);
    }

    /** What an event told. */
    static FetchedMember told(DueMember due, CircleMember member) {
        return new FetchedMember(due, Optional.of(member), Map.of(), true);
    }

    /** The same, with what Circle has answered since about this member or another one. */
    public FetchedMember learning(long memberId, Optional<CircleMember> answer) {
        return memberId == due.memberId()
                ? new FetchedMember(due, answer, otherMembers, false)
                : knowing(memberId, answer.isPresent());
    }

    /** The same, signing in with none of these accounts: Circle goes on naming what is deleted in WorkOS. */
    FetchedMember without(Set<String> deletedAccounts) {
        return member.flatMap(CircleMember::ssoUserId)
                        .filter(deletedAccounts::contains)
                        .isPresent()
                ? withoutAccount()
                : this;
    }

    /** The same, signing in with no account. */
    FetchedMember withoutAccount() {
        return new FetchedMember(due, member.map(CircleMember::withoutAccount), otherMembers, told);
    }

    /** The same, as it is heard beside values that are known: what an answer leaves out is no emptiness. */
    FetchedMember heardBeside(FieldValues known) {
        return new FetchedMember(due, member.map(answer -> answer.heardBeside(known)), otherMembers, told);
    }

    /** The same, with these fields left alone. */
    FetchedMember leavingAlone(Set<SyncedField> fields) {
        return new FetchedMember(due, member.map(answer -> answer.leavingAlone(fields)), otherMembers, told);
    }

    /** The same, knowing also whether Circle knows another member id. */
    public FetchedMember knowing(long otherMemberId, boolean known) {
        Map<Long, Boolean> more = new HashMap<>(otherMembers);
        more.put(otherMemberId, known);
        return new FetchedMember(due, member, more, told);
    }
}
