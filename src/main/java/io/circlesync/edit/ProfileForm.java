package io.circlesync.edit;

import java.util.Optional;

/**
 * The app's profile form, or its sign-up call.
 *
 * @param email trimmed and in lower case
 * @param workosUserId the account of whoever filled it in
 * @param values what was typed; none of them clears a field, for a value always beats none
 */
public record ProfileForm(String email, Optional<String> workosUserId, ProfileEdit values) {

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "ProfileForm[" + workosUserId.orElse("without account") + "]";
    }
}
