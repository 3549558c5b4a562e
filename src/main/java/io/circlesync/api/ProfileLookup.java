package io.circlesync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
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
     * @throws HttpProblem 400 if that is no UUID, or if there are query parameters
     */
    public Map<String, Object> byId(ApiCall call) {
        if (!call.query().isEmpty()) {
            throw HttpProblem.badRequest("Expected no query parameters.");
        }
        String last = call.path().substring(call.path().lastIndexOf('/') + 1);
        return keys(Optional.of(QueryReader.uuid("id", last)), Optional.empty(), Optional.empty());
    }

    /**
     * The keys for {@code sql/profile-find.sql}, from the query.
     *
     * @throws HttpProblem 400 unless the query holds either an e-mail or a member id
     */
    public Map<String, Object> byQuery(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Optional<String> email = query.text("email");
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
        if (message.getBody() == null) {
            throw HttpProblem.notFound("There is no such profile.");
        }
        ProfileJson profile =
                ProfileJson.of(ProfileRows.fromJson(message.getBody().toString()));
        JsonAnswer.write(message, Json.mapper().writeValueAsString(profile));
    }

    private static Map<String, Object> keys(Optional<UUID> id, Optional<String> email, Optional<Long> circleMemberId) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("id", id.orElse(null));
        keys.put("email", email.orElse(null));
        keys.put("circleMemberId", circleMemberId.orElse(null));
        return keys;
    }
}
