package io.circlesync.profile;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** By what profiles are looked for, before one is written: what is given finds the profile that has it. */
public record ProfileKeys(
        Optional<UUID> id, Optional<String> workosUserId, Optional<String> email, Optional<String> referralCode) {

    /** Finds the profile of an id and nobody else. */
    public static ProfileKeys ofId(UUID id) {
        return new ProfileKeys(Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The parameters of {@code profile-candidates.sql}, and of {@code workos-conflicts.sql}. */
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("id", id.map(UUID::toString).orElse(null));
        parameters.put("userId", workosUserId.orElse(null));
        parameters.put(
                "email", email.map(address -> EmailAddress.of(address).key()).orElse(null));
        parameters.put("referralCode", referralCode.orElse(null));
        return parameters;
    }

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "ProfileKeys[" + id.map(UUID::toString).orElse("") + "]";
    }
}
