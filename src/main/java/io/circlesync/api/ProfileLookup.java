package io.circlesync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.ProfileRows;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Says which profile a call asks for, and answers with it. */
public final class ProfileLookup {

    /**
     * The keys for {@code sql/profile-find.sql}, from a path that ends in the profile's id.
     *
     * @throws HttpProblem 404 if that is no UUID, 400 if there are query parameters
     */
    public Map<String, Object> byId(ApiCall call) {
        call.requireNoQuery();
        return keys(Optional.of(call.profileId()), Optional.empty(), Optional.empty());
    }

    /**
     * The keys for {@code sql/profile-find.sql}, from the query.
     *
     * @throws HttpProblem 400 unless the query holds either an e-mail or a member id
     */
    public Map<String, Object> byQuery(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Optional<String> email =
                query.text("email").map(value -> EmailAddress.of(value).key());
        Optional<Long> circleMemberId = query.id("circleMemberId");
        query.refuseOthers();
        if (email.isPresent() == circleMemberId.isPresent()) {
            throw HttpProblem.badRequest("Expected either email or circleMemberId.");
        }
        return keys(Optional.empty(), email, circleMemberId);
    }

    /**
     * Answers with the profile whose row is the body.
     *
     * @throws HttpProblem 404 if there is no row
     */
    public void answer(Exchange exchange) throws JsonProcessingException {
        Message message = exchange.getMessage();
        requireFound(message.getBody());
        ProfileAnswer.write(message, ProfileRows.fromJson(message.getBody().toString()));
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

    private static Map<String, Object> keys(Optional<UUID> id, Optional<String> email, Optional<Long> circleMemberId) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("id", id.orElse(null));
        keys.put("email", email.orElse(null));
        keys.put("circleMemberId", circleMemberId.orElse(null));
        return keys;
    }
}
