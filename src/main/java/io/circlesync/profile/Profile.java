package io.circlesync.profile;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One member as the app knows them.
 *
 * @param email trimmed and in lower case, unique
 * @param fields what both sides keep
 * @param thingsICanOffer known to the app alone
 * @param isStub made from Circle with nothing but an e-mail
 * @param updatedAt the last local edit
 * @param circleUpdatedAt Circle's own {@code updated_at} as last seen
 * @param base per field, the last value on which both sides agreed; empty until they first did
 * @param circleProfileUrl the member's page in the community
 * @param circleEmail Circle's address as the last sync saw it
 * @param pushRejected by its name in Circle, the last value of a field that was sent and that Circle did not keep
 * @param leftAt when Circle was first found not to know the member any more
 */
public record Profile(
        UUID id,
        String email,
        Optional<String> workosUserId,
        Optional<Long> circleMemberId,
        FieldValues fields,
        List<String> thingsICanOffer,
        Optional<String> resumeLink,
        Optional<String> referralCode,
        boolean isStub,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> circleUpdatedAt,
        Optional<FieldValues> base,
        Optional<String> circleProfileUrl,
        Optional<String> circleEmail,
        Map<String, String> pushRejected,
        Optional<Instant> leftAt) {

    public Profile {
        thingsICanOffer = List.copyOf(thingsICanOffer);
        pushRejected = Map.copyOf(pushRejected);
    }

    /**
     * Whether its address may have passed to somebody else: its member has left, and whoever comes with the address now
     * has another name. A name that is missing says nothing.
     */
    public boolean mayBeOfAnotherThan(FieldValues newcomer) {
        Optional<String> name = newcomer.comparableName();
        return leftAt.isPresent()
                && name.isPresent()
                && fields.comparableName()
                        .filter(known -> !known.equals(name.get()))
                        .isPresent();
    }

    /** Begins a changed copy. */
    public ProfileBuilder change() {
        return new ProfileBuilder(this);
    }
}
