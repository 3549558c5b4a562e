package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** The calls by which a person's wish to have no mails, or to have them again, is kept. */
public final class ProfileMails {

    /**
     * Whose profile the path names, and who asks, for {@code sql/profile-unsubscribe.sql} and {@code
     * sql/profile-subscribe.sql}.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    public Map<String, Object> named(ApiCall call) {
        call.requireNoQuery();
        Map<String, Object> named = new HashMap<>();
        named.put("profileId", call.profileId().toString());
        named.put("operator", call.operator().orElse(null));
        return named;
    }

    /**
     * Answers that it is done.
     *
     * @param known whether there is such a profile
     * @throws HttpProblem 404 if there is none
     */
    public void answer(Exchange exchange, boolean known) {
        if (!known) {
            throw ProfileLookup.noSuchProfile();
        }
        JsonAnswer.nothing(exchange.getMessage());
    }
}
