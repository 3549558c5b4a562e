package io.circlesync.profile;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One member as the app knows them.
 *
 * @param email as it is shown; unique by its {@link EmailAddress#key}
 * @param fields what both sides keep
 * @param thingsICanOffer known to the app alone
 * @param isStub made from Circle with nothing but an e-mail
 * @param updatedAt the last local edit
 * @param circleUpdatedAt Circle's own {@code updated_at} as last seen
 * @param base per field, the last value on which both sides agreed; empty until they first did
 * @param circleProfileUrl the member's page in the community
 * @param circleEmail Circle's address as the last sync saw it
 * @param pushRejected by its name in Circle, the last value of a field that was sent and that Circle did not keep
 * @param rejectedDefinitions by the same name, how Circle defined the field then; once it is defined in another way, the
 *     value is sent again
 * @param leftAt when Circle was first found not to know the member any more, or to have deactivated them
 * @param invited whether Circle has only invited the member, who has not come yet
 * @param circleAccount the WorkOS account that Circle names, whether it is known here or not
 * @param emailVerified whether the address is proven to be the person's: Circle or WorkOS said so, or the app did. By any
 *     other nobody is linked, searched or written to in Circle
 * @param workosEmail the address of the account as it was when it was linked, or as WorkOS last verified it; only a change
 *     of it moves the profile's
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
        CircleValues pushRejected,
        Map<String, String> rejectedDefinitions,
        Optional<Instant> leftAt,
        boolean invited,
        Optional<String> circleAccount,
        boolean emailVerified,
        Optional<String> workosEmail) {

    /** The name in the API of what the app alone keeps as a list. */
    public static final String THINGS_I_CAN_OFFER = "thingsICanOffer";

    public Profile {
        thingsICanOffer = List.copyOf(thingsICanOffer);
        rejectedDefinitions = Map.copyOf(rejectedDefinitions);
    }

    /**
     * Whether its address may have passed to somebody else: its member has left, and whoever comes with the address now
     * has another name. A name that is missing says nothing.
     */
    boolean mayBeOfAnotherThan(FieldValues newcomer) {
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
