package io.circlesync.workos;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An account in the app, as an event of WorkOS gives it.
 *
 * @param id WorkOS's own
 * @param email as it is to be shown; empty if there is none that can be told from others
 * @param emailFault what is wrong with the address that WorkOS has, if that is so
 * @param emailVerified whether the address is proven to be the account's; otherwise anybody may have typed it
 * @param externalId the profile's id, where the app has told WorkOS
 * @param updatedAt when WorkOS last changed the user
 */
public record WorkosUser(
        String id,
        Optional<String> email,
        Optional<String> emailFault,
        boolean emailVerified,
        Optional<String> firstName,
        Optional<String> lastName,
        Optional<UUID> externalId,
        Optional<Instant> updatedAt) {

    /** The address, if it is proven to be the account's. */
    public Optional<String> verifiedEmail() {
        return email.filter(address -> emailVerified);
    }

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "WorkosUser[" + id + "]";
    }
}
