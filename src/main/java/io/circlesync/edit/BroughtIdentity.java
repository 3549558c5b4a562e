package io.circlesync.edit;

import io.circlesync.change.Timeline;
import io.circlesync.change.Timeline.Source;
import io.circlesync.change.TimelineEntry;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileBuilder;
import java.time.Instant;
import java.util.Optional;

/**
 * What the member who is linked to a profile has brought into it of what says who its person is: an address, the proof of one, or
 * an account that was found by them. It goes with the member, for whoever has it would be given the profile.
 */
final class BroughtIdentity {

    /** Whose the account is that is linked to the profile. */
    private enum Account {
        OWN,
        /** Found by what the member has in Circle, or by an address that they had brought. */
        THE_MEMBERS,
        /** Found by an address that was typed here, and that nobody but the member had proven. */
        IN_DOUBT
    }

    private final WrittenProfile written;
    private Optional<String> formerAddress = Optional.empty();
    private boolean hasProof;
    private Account account = Account.OWN;

    private BroughtIdentity(WrittenProfile written) {
        this.written = written;
    }

    /** As far as the profile's timeline tells of it. */
    static BroughtIdentity into(WrittenProfile written) {
        BroughtIdentity brought = new BroughtIdentity(written);
        Instant since = written.timeline().stream()
                .filter(entry -> entry.field().equals(Timeline.CIRCLE_MEMBER_ID))
                .map(TimelineEntry::changedAt)
                .reduce(Instant.MIN, (earlier, later) -> later);
        written.timeline().stream()
                .filter(entry -> !entry.changedAt().isBefore(since))
                .forEach(brought::read);
        return brought;
    }

    private void read(TimelineEntry entry) {
        switch (entry.field()) {
            // The address that a profile began with that was made of the member is theirs.
            case Timeline.CIRCLE_MEMBER_ID ->
                hasProof = isOf(Source.CIRCLE, entry) && entry.rule().equals(Restoring.CREATED);
            case Timeline.EMAIL_VERIFIED -> hasProof = isOf(Source.CIRCLE, entry);
            case Timeline.EMAIL -> readAddress(entry);
            case Timeline.WORKOS_USER_ID -> account = entry.newValue().isEmpty() ? Account.OWN : found(entry.rule());
            default -> {
                // Says nothing of who the person is.
            }
        }
    }

    private void readAddress(TimelineEntry entry) {
        boolean isTheAccounts = account == Account.THE_MEMBERS && entry.rule().equals(ProfileEditing.EMAIL_CHANGED);
        if (isOf(Source.CIRCLE, entry) || isTheAccounts) {
            // Back at the one from before, in whatever spelling, nothing has been brought.
            formerAddress = formerAddress
                    .or(entry::oldValue)
                    .filter(former -> entry.newValue()
                            .filter(EmailAddress.of(former)::isSameAs)
                            .isEmpty());
        } else {
            formerAddress = Optional.empty();
            hasProof = false;
        }
    }

    private Account found(String rule) {
        return switch (rule) {
            case ProfileEditing.LINKED_BY_CIRCLE, MemberLinking.LINKED_BY_PERSON -> Account.THE_MEMBERS;
            case ProfileEditing.LINKED_BY_EMAIL ->
                formerAddress.isPresent() ? Account.THE_MEMBERS : hasProof ? Account.IN_DOUBT : Account.OWN;
            default -> Account.OWN;
        };
    }

    private static boolean isOf(Source source, TimelineEntry entry) {
        return entry.source().equals(source.jsonName());
    }

    /** The profile without it: with the address from before, or one that proves nothing if that is taken, and without the account. */
    ProfileBuilder withoutIt(ProfileBuilder left) {
        Profile profile = written.profile();
        boolean isOwn = isItsOwn();
        return left.email(address())
                .emailVerified(isProven())
                .workosUserId(profile.workosUserId().filter(id -> isOwn))
                .workosEmail(profile.workosEmail().filter(address -> isOwn));
    }

    /** The profile that is the member's from now on, with the account with which they go on signing in, unless it has one. */
    Profile with(Profile theirs) {
        return theirs.workosUserId().isEmpty() && account == Account.THE_MEMBERS && !isItsOwn()
                ? theirs.change()
                        .workosUserId(written.profile().workosUserId())
                        .workosEmail(written.profile().workosEmail())
                        .build()
                : theirs;
    }

    /** What WorkOS has found to be of the address that is the profile's own is its person's, whoever else has named it. */
    private boolean isItsOwn() {
        return account == Account.OWN
                || isProven()
                        && written.profile()
                                .workosEmail()
                                .filter(EmailAddress.of(address())::isSameAs)
                                .isPresent();
    }

    private String address() {
        return formerAddress.filter(this::isFree).orElse(written.profile().email());
    }

    private boolean isProven() {
        boolean isWithoutTheirs = formerAddress.stream().allMatch(this::isFree);
        return written.profile().emailVerified() && !hasProof && isWithoutTheirs;
    }

    private boolean isFree(String address) {
        String key = EmailAddress.of(address).key();
        return key.equalsIgnoreCase(address) && !written.takenAddresses().contains(key);
    }
}
