package io.circlesync.edit;

import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileKeys;
import java.util.Optional;

/**
 * The app's profile form, or its sign-up call.
 *
 * @param email as it is to be shown
 * @param emailVerified whether the address is proven to be that of whoever filled it in
 * @param workosUserId the account of whoever filled it in
 * @param values what was typed; none of them clears a field, for a value always beats none
 */
public record ProfileForm(String email, boolean emailVerified, Optional<String> workosUserId, ProfileEdit values) {

    /** By what the profiles are found that it may be about. */
    public ProfileKeys keys() {
        return new ProfileKeys(Optional.empty(), workosUserId, Optional.of(email), values.referralCode());
    }

    /** What is left of the form beside the profile it is about. */
    ProfileForm beside(Optional<Profile> known) {
        return new ProfileForm(email, emailVerified, workosUserId, values.beside(known));
    }

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "ProfileForm[" + workosUserId.orElse("without account") + "]";
    }
}
