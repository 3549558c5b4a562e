package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.ProfileRows;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Says which profile a call asks for, and answers with it. */
public final class ProfileLookup {

    private final ProfileAnswer profileAnswer;

    ProfileLookup(ProfileAnswer profileAnswer) {
        this.profileAnswer = profileAnswer;
    }

    /**
     * The keys for {@code sql/profile-find.sql}, from a path that ends in the profile's id.
     *
     * @throws HttpProblem 404 if that is no UUID, 400 if there are query parameters
     */
    public Map<String, Object> byId(ApiCall call) {
        call.requireNoQuery();
        return keys(Optional.of(call.profileId()), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The keys for {@code sql/profile-find.sql}, from the query.
     *
     * @throws HttpProblem 400 unless the query holds an e-mail, an account or a member id, and only one of them
     */
    public Map<String, Object> byQuery(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Optional<String> email =
                query.word("email").map(value -> EmailAddress.of(value).key());
        Optional<String> workosUserId = query.word("workosUserId");
        Optional<Long> circleMemberId = query.id("circleMemberId");
        boolean isPage = Stream.of(query.time(ProfileList.SINCE), query.text("cursor"), query.text("limit"))
                .anyMatch(Optional::isPresent);
        query.refuseOthers();
        if (isPage) {
            throw HttpProblem.badRequest("cursor and limit go with " + ProfileList.SINCE + " only.");
        }
        if (Stream.of(email, workosUserId, circleMemberId)
                        .filter(Optional::isPresent)
                        .count()
                != 1) {
            throw HttpProblem.badRequest("Expected one of email, workosUserId and circleMemberId for one profile, or "
                    + ProfileList.SINCE + " for all that changed.");
        }
        return keys(Optional.empty(), email, workosUserId, circleMemberId);
    }

    /**
     * Answers with the profile whose row is the body, or with 304 if the caller has it as it is.
     *
     * @throws HttpProblem 404 if there is no row
     */
    public void answer(Exchange exchange, ApiCall call) {
        Message message = exchange.getMessage();
        requireFound(message.getBody());
        profileAnswer.write(message, ProfileRows.fromJson(message.getBody().toString()), call.preconditions());
    }

    /**
     * Lets pass what is about somebody.
     *
     * @param row the profile's; null if there is none
     * @throws HttpProblem 404 if there is no row
     */
    public void requireFound(Object row) {
        if (row == null) {
            throw noSuchProfile();
        }
    }

    static HttpProblem noSuchProfile() {
        return HttpProblem.notFound("There is no such profile.");
    }

    private static Map<String, Object> keys(
            Optional<UUID> id, Optional<String> email, Optional<String> workosUserId, Optional<Long> circleMemberId) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("id", id.orElse(null));
        keys.put("email", email.orElse(null));
        keys.put("workosUserId", workosUserId.orElse(null));
        keys.put("circleMemberId", circleMemberId.orElse(null));
        return keys;
    }
}
