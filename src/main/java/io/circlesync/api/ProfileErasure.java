package io.circlesync.api;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.edit.PastLinks;
import io.circlesync.edit.WrittenProfile;
import io.circlesync.json.Json;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.ProfileKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;

/** Says whose data are to be erased, and answers once they are. */
public final class ProfileErasure {

    private static final String NOTHING = "{}";

    @JsonNaming(SnakeCaseStrategy.class)
    private record Note(long memberId, UUID person, WrittenForOthers forOthers) {}

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

    /**
     * The parameters of {@code profile-erase-note.sql} and {@code profile-erase.sql}: beside those of {@link #wanted} what was written
     * to a member for the person, who may not be the member's.
     *
     * @param doubt the row of {@code profile-erase-doubt.sql}; null where there is none
     */
    public Map<String, Object> note(Erasure erasure, Map<String, Object> doubt) {
        Map<String, Object> parameters = new HashMap<>(wanted(erasure));
        parameters.put(
                "note", Optional.ofNullable(doubt).map(ProfileErasure::note).orElse(NOTHING));
        return parameters;
    }

    private static String note(Map<String, Object> doubt) {
        long memberId = (long) doubt.get("member_id");
        WrittenProfile person = WrittenProfileRows.of(doubt);
        return Json.write(new Note(memberId, person.profile().id(), PastLinks.of(memberId, person)));
    }

    /** Answers that nothing is left. */
    public void answer(Exchange exchange) {
        JsonAnswer.nothing(exchange.getMessage());
    }
}
