package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.ProfileKeys;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;

/** Says whose data are to be erased, and answers once they are. */
public final class ProfileErasure {

    private final ProfileAnswer profileAnswer;

    ProfileErasure(ProfileAnswer profileAnswer) {
        this.profileAnswer = profileAnswer;
    }

    /** A call that erases a profile, if it is still as the caller knows it. */
    public record Erasure(UUID id, Preconditions preconditions) {}

    /**
     * Reads the call.
     *
     * @throws HttpProblem 404 if the id is no UUID, 400 if there are query parameters
     */
    public Erasure read(ApiCall call) {
        call.requireNoQuery();
        return new Erasure(call.profileId(), call.preconditions());
    }

    /** The parameters of {@code profile-candidates.sql} and {@code profile-erase.sql}. */
    public Map<String, Object> wanted(Erasure erasure) {
        return ProfileKeys.ofId(erasure.id()).parameters();
    }

    /**
     * Stops a call that may not erase.
     *
     * @param profiles rows of {@code profile-candidates.sql}
     * @throws HttpProblem 404 if there is no such profile, 412 if it is not as the caller knows it
     */
    public void requireErasable(Erasure erasure, List<Map<String, Object>> profiles) {
        if (profiles.isEmpty()) {
            throw ProfileLookup.noSuchProfile();
        }
        profileAnswer.requireKnown(
                erasure.preconditions(), FoundProfile.of(profiles.get(0)).profile());
    }

    /** Answers that nothing is left. */
    public void answer(Exchange exchange) {
        JsonAnswer.nothing(exchange.getMessage());
    }
}
