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

    private final WrittenProfile written;
    private Optional<String> formerAddress = Optional.empty();
    private boolean hasProof;
    private boolean hasAccount;
    private Optional<String> formerAccount = Optional.empty();
    private Instant accountSince = Instant.MIN;

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
            // Whatever address a profile began with that was made from the member is theirs.
            case Timeline.CIRCLE_MEMBER_ID ->
                hasProof = isOf(Source.CIRCLE, entry) && entry.rule().equals(Restoring.CREATED);
            case Timeline.EMAIL_VERIFIED -> hasProof = isOf(Source.CIRCLE, entry);
            case Timeline.EMAIL -> readAddress(entry);
            case Timeline.WORKOS_USER_ID -> readAccount(entry);
            default -> {
                // Says nothing of who the person is.
            }
        }
    }

    private void readAddress(TimelineEntry entry) {
        boolean isTheAccounts =
                hasAccount && (isOf(Source.WORKOS, entry) || entry.changedAt().equals(accountSince));
        if (isOf(Source.CIRCLE, entry) || isTheAccounts) {
            formerAddress = formerAddress.or(entry::oldValue);
        } else {
            formerAddress = Optional.empty();
            hasProof = false;
        }
    }

    private void readAccount(TimelineEntry entry) {
        boolean isTheMembers =
                switch (entry.rule()) {
                    case ProfileEditing.LINKED_BY_CIRCLE, MemberLinking.LINKED_BY_PERSON -> true;
                    case ProfileEditing.LINKED_BY_EMAIL -> hasProof || formerAddress.isPresent();
                    default -> false;
                };
        boolean hadAccount = hasAccount;
        hasAccount = isTheMembers && entry.newValue().isPresent();
        formerAccount = hadAccount ? formerAccount : entry.oldValue();
        accountSince = entry.changedAt();
    }

    private static boolean isOf(Source source, TimelineEntry entry) {
        return entry.source().equals(source.jsonName());
    }

    /** The profile that stands alone without it: with the address and the account from before, or an address that proves nothing. */
    ProfileBuilder withoutIt(ProfileBuilder left) {
        Optional<String> back = formerAddress.filter(this::isFree);
        return withoutProof(left, back.isPresent())
                .email(back.orElse(written.profile().email()));
    }

    /**
     * The profile that is another member's from now on. It follows their address with the next sync; until then it keeps the one of
     * who had brought it, so that they are in doubt, and get it back should the person have been mistaken.
     */
    ProfileBuilder withoutProof(ProfileBuilder left) {
        return withoutProof(left, false);
    }

    /** The account that the member had brought, and with which they go on signing in. */
    Optional<String> account() {
        return written.profile().workosUserId().filter(account -> hasAccount);
    }

    private ProfileBuilder withoutProof(ProfileBuilder left, boolean isBack) {
        Profile profile = written.profile();
        return left.emailVerified(profile.emailVerified() && !hasProof && (formerAddress.isEmpty() || isBack))
                .workosUserId(hasAccount ? formerAccount : profile.workosUserId())
                .workosEmail(hasAccount ? Optional.empty() : profile.workosEmail());
    }

    private boolean isFree(String address) {
        String key = EmailAddress.of(address).key();
        return key.equalsIgnoreCase(address) && !written.takenAddresses().contains(key);
    }
}
