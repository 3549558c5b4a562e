package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides who is who: by Circle's member id, then by the single sign-on id, then by e-mail. Above all rules stands one:
 * never hand one person's data to another; so whatever is not plain is a conflict for a person to decide.
 */
final class MemberMatcher {

    private MemberMatcher() {}

    /** Decides which of the profiles found a member is. */
    static Match match(SyncItem heard, MemberCandidates found) {
        SyncItem item = found.hasAnothersAccount() ? heard.withoutAccount() : heard;
        if (item.fetched().member().isEmpty()) {
            return new Match.Gone(item, found.byMember());
        }
        CircleMember member = item.fetched().member().get();
        List<Profile> candidates = found.all();
        Optional<String> fault = EmailAddress.of(member.email()).fault();
        if (fault.isPresent()) {
            return conflict(
                    item, "The e-mail in Circle cannot be told from others: it has " + fault.get() + ".", candidates);
        }
        if (candidates.isEmpty()) {
            return Match.NewPerson.of(item, found);
        }
        if (candidates.size() > 1) {
            return conflict(item, "Circle's member and e-mail, or account, belong to different profiles.", candidates);
        }
        Profile profile = candidates.get(0);
        if (found.isToldApartFromAll()) {
            return conflict(item, "A person has said that the profile found is somebody else's.", candidates);
        }
        if (found.byEmailAlone() && !profile.emailVerified()) {
            return conflict(item, FoundProfile.NOT_PROVEN + ".", candidates);
        }
        if (found.rival().isPresent() && profile.circleMemberId().isEmpty()) {
            return conflict(
                    item,
                    "Member " + found.rival().get()
                            + " of Circle has the same e-mail or account, too; whose the profile is"
                            + " cannot be told.",
                    candidates);
        }
        return decide(item, member, profile, found);
    }

    private static Match decide(SyncItem item, CircleMember member, Profile profile, MemberCandidates found) {
        boolean sameAccount = member.ssoUserId().equals(profile.workosUserId());
        boolean otherAccount = !sameAccount
                && profile.workosUserId().isPresent()
                && member.workosAccount().isPresent();
        if (otherAccount && !found.toldApart().isByPerson()) {
            return conflict(
                    item, "Circle's member signs in with another account than the profile's.", List.of(profile));
        }
        Optional<Long> otherMember = profile.circleMemberId().filter(linked -> linked != item.memberId());
        if (otherMember.isEmpty()) {
            return Match.Known.of(item, profile, found);
        }
        Map<Long, Boolean> asked = item.fetched().otherMembers();
        if (!asked.containsKey(otherMember.get())) {
            return new Match.Postponed(item, Optional.of(profile), otherMember);
        }
        if (asked.get(otherMember.get())) {
            return conflict(
                    item, "The profile is linked to another member, whom Circle still knows.", List.of(profile));
        }
        return hasSameAccount(member, profile) || hasSameName(member, profile)
                ? Match.Known.of(item, profile, found)
                : conflict(
                        item,
                        "The profile's member has left, and somebody of another name came with the same e-mail.",
                        List.of(profile));
    }

    private static boolean hasSameAccount(CircleMember member, Profile profile) {
        return member.ssoUserId().isPresent() && member.ssoUserId().equals(profile.workosUserId());
    }

    /** An address can pass to somebody else; a name that is missing says nothing. */
    private static boolean hasSameName(CircleMember member, Profile profile) {
        Optional<String> name = member.fields().comparableName();
        return name.isPresent() && name.equals(profile.fields().comparableName());
    }

    private static Match conflict(SyncItem item, String reason, List<Profile> profiles) {
        return new Match.Conflict(
                item, reason, profiles.stream().map(Profile::id).toList());
    }
}
