package io.circlesync.api;

import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Reads and answers the calls about alerts and mails that have not gone out. */
public final class MessageCalls {

    private static final String MESSAGES = "/api/messages/";
    private static final List<String> STATES = List.of("pending", "failed");

    /** What lists do not show, in words. */
    private static final Map<String, String> WORDS = Map.of("obsolete", "put away, or nobody wants it any more");

    /**
     * Which messages a list is to show, for {@code sql/message-list.sql}.
     *
     * @throws HttpProblem 400 if a parameter is unknown or malformed
     */
    public Map<String, Object> all(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Cursor.Place after = query.text("cursor").map(Cursor::readPlace).orElse(Cursor.Place.START);
        Map<String, Object> filters = new HashMap<>();
        filters.put("limit", ListFilters.limit(query));
        filters.put("afterTime", Timestamp.from(after.time()));
        filters.put("afterId", after.id());
        filters.put("state", query.oneOf("state", STATES).orElse("pending"));
        filters.put("channel", query.text("channel").orElse(null));
        query.refuseOthers();
        return filters;
    }

    /** Answers with one page. */
    public void answerAll(Exchange exchange, Map<String, Object> filters, List<Map<String, Object>> rows) {
        ListPage.answerPlaced(exchange, filters, rows, "id");
    }

    /**
     * Which message the path names, and who asks, for {@code sql/message-retry.sql} and {@code sql/message-ignore.sql}.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    public Map<String, Object> named(ApiCall call) {
        call.requireNoQuery();
        Map<String, Object> named = new HashMap<>();
        named.put("id", call.id(MESSAGES).orElseThrow(MessageCalls::unknown));
        named.put("operator", call.operator().orElse(null));
        return named;
    }

    /**
     * Which of those that were given up are to be sent, and who asks, for {@code sql/message-retry-all.sql}; all of them if
     * nothing is said of them.
     *
     * @throws HttpProblem 400 if there are query parameters, 422 if fields are wrong
     */
    public String many(ApiCall call) {
        call.requireNoQuery();
        CallBody body = CallBody.of(call);
        boolean dryRun = body.isDryRun();
        Optional<CallBody> filter = body.within("filter");
        Map<String, Object> asked = new HashMap<>();
        asked.put("channel", filter.flatMap(of -> of.text("channel")));
        asked.put("error", filter.flatMap(of -> of.text("error")));
        asked.put("dry_run", dryRun);
        asked.put("operator", call.operator());
        filter.ifPresent(CallBody::refuseOthers);
        body.refuseOthers();
        body.requireRight();
        return Json.write(asked);
    }

    /** Answers with how many messages wait again, or would. */
    public void answerMany(Exchange exchange, long count) {
        JsonAnswer.write(exchange.getMessage(), Json.write(Map.of("count", count)));
    }

    /**
     * Answers that it is done with a message that was given up.
     *
     * @param state that it was in; null if there is none
     * @throws HttpProblem 404 if there is none, 409 if it was not given up
     */
    public void answerDone(Exchange exchange, String state) {
        String before = Optional.ofNullable(state).orElseThrow(MessageCalls::unknown);
        if (!before.equals("failed")) {
            throw HttpProblem.conflict(
                    "The message is " + WORDS.getOrDefault(before, before) + "; expected one that has failed.");
        }
        JsonAnswer.nothing(exchange.getMessage());
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("There is no such message; GET /api/messages lists those that have not gone out.");
    }
}
