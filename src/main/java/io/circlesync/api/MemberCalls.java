package io.circlesync.api;

import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Reads and answers the calls that are about members of Circle, and about how their syncs stand. */
public final class MemberCalls {

    private static final String MEMBERS = "/api/members/";
    private static final String MEMBER = "circleMemberId";
    private static final List<String> STATES = List.of("due", "waiting", "running", "failed", "paused");
    private static final List<String> WITH_AN_ERROR = List.of("waiting", "failed");

    /**
     * Which member the path names, and who asks, as the statements for one take it.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    public Map<String, Object> named(ApiCall call) {
        Map<String, Object> named = new HashMap<>();
        named.put("memberId", id(call));
        named.put("operator", call.operator().orElse(null));
        return named;
    }

    /**
     * As {@link #named}, and whether it is only asked what would happen.
     *
     * @throws HttpProblem as {@link #named}; 422 if there is something else in the call
     */
    public Map<String, Object> decided(ApiCall call) {
        Map<String, Object> named = named(call);
        CallBody body = CallBody.of(call);
        named.put("dryRun", body.isDryRun());
        body.refuseOthers();
        body.requireRight();
        return named;
    }

    /**
     * As {@link #decided}, and in whose trace the sync is.
     *
     * @param traceparent null where the call is not traced
     * @throws HttpProblem as {@link #decided}
     */
    public Map<String, Object> due(ApiCall call, String traceparent) {
        Map<String, Object> due = decided(call);
        due.put("traceparent", traceparent);
        return due;
    }

    /**
     * Which member the path names.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    static long id(ApiCall call) {
        call.requireNoQuery();
        return call.id(MEMBERS).orElseThrow(MemberCalls::unknown);
    }

    /**
     * Which members a list is to show, for {@code sql/member-list.sql}.
     *
     * @throws HttpProblem 400 if a parameter is unknown or malformed
     */
    public Map<String, Object> all(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Map<String, Object> filters =
                page(query.text("cursor").map(Cursor::readPlace).orElse(Cursor.Place.START), ListFilters.limit(query));
        Optional<String> state = query.oneOf("state", STATES);
        Optional<String> error = query.text("error");
        filters.put("state", state.orElse(null));
        filters.put("error", error.orElse(null));
        query.refuseOthers();
        if (error.isPresent() && state.filter(WITH_AN_ERROR::contains).isEmpty()) {
            throw HttpProblem.badRequest("error goes with state=waiting or state=failed only.");
        }
        return filters;
    }

    /**
     * Which member a call is about, for {@code sql/member-list.sql}.
     *
     * @throws HttpProblem 404 if the path names none, 400 if there are query parameters
     */
    public Map<String, Object> one(ApiCall call) {
        Map<String, Object> filters = page(Cursor.Place.START, 1);
        filters.put(MEMBER, named(call).get("memberId"));
        return filters;
    }

    private static Map<String, Object> page(Cursor.Place after, int limit) {
        Map<String, Object> filters = new HashMap<>();
        List.of("state", "error", MEMBER).forEach(name -> filters.put(name, null));
        filters.put("limit", limit);
        filters.put("afterTime", Timestamp.from(after.time()));
        filters.put("afterMember", after.id());
        return filters;
    }

    /** Answers with one page. */
    public void answerAll(Exchange exchange, Map<String, Object> filters, List<Map<String, Object>> rows) {
        ListPage.answerPlaced(exchange, filters, rows, MEMBER);
    }

    /**
     * Answers with one member.
     *
     * @throws HttpProblem 404 if there is none
     */
    public void answerOne(Exchange exchange, List<Map<String, Object>> rows) {
        if (rows.isEmpty()) {
            throw unknown();
        }
        JsonAnswer.write(exchange.getMessage(), Json.write(ListPage.item(rows.get(0))));
    }

    /**
     * Answers that a member is due.
     *
     * @param row of {@code sql/member-sync-now.sql}
     * @throws HttpProblem 404 if there is none, 409 if they are paused
     */
    public void answerDue(Exchange exchange, Map<String, Object> row) {
        answer(exchange, row.get("known").equals(true));
        if (!row.get("due").equals(true)) {
            throw HttpProblem.conflict("The member is paused; expected one who is not, so resume them first.");
        }
    }

    /**
     * Answers that it is done.
     *
     * @param known whether there is such a member
     * @throws HttpProblem 404 if there is none
     */
    public void answer(Exchange exchange, boolean known) {
        if (!known) {
            throw unknown();
        }
        JsonAnswer.nothing(exchange.getMessage());
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound(
                "There is no such member here; expected the circleMemberId of one who was heard of.");
    }
}
