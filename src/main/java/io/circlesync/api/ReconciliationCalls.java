package io.circlesync.api;

import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.reconcile.FindingKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** Begins runs, tells how they stand, and has a person decide about them. */
public final class ReconciliationCalls {

    static final String RUNS = "/api/reconciliations/";
    private static final String WITHOUT = "without";
    private static final String ID = "id";
    private static final String BELOW = "below";
    private static final String RUNS_OF_A_PAGE = "runs";

    /**
     * What a run is asked for, as {@code reconciliation-start.sql} takes it.
     *
     * @throws HttpProblem 422 if there is something else in it, 400 if there are query parameters
     */
    public Map<String, Object> start(ApiCall call) {
        call.requireNoQuery();
        CallBody body = CallBody.of(call);
        boolean isDryRun = body.isDryRun();
        body.refuseOthers();
        body.requireRight();
        return Map.of("dryRun", isDryRun);
    }

    /**
     * How a run that was just begun is asked for.
     *
     * @param begun its row
     * @throws HttpProblem 409 if another one is open
     */
    public Map<String, Object> begun(List<Map<String, Object>> begun) {
        if (begun.isEmpty()) {
            throw HttpProblem.conflict("Another run is open; expected it to be done, failed or cancelled."
                    + " GET /api/reconciliations shows it.");
        }
        return one((long) begun.get(0).get(ID));
    }

    /**
     * Which run the path names, as the statements of runs take it.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    public Map<String, Object> named(ApiCall call) {
        call.requireNoQuery();
        return one(id(call));
    }

    /**
     * Which run is to go on, and what is left out.
     *
     * @throws HttpProblem as {@link #named}; 422 if there is something else in the call
     */
    public Map<String, Object> goOn(ApiCall call) {
        Map<String, Object> named = new HashMap<>(named(call));
        CallBody body = CallBody.of(call);
        List<String> kinds = body.someOf(WITHOUT, FindingKind.names()).orElse(List.of());
        body.refuseOthers();
        body.requireRight();
        named.put(WITHOUT, "{" + String.join(",", kinds) + "}");
        return named;
    }

    /**
     * The filters of the list.
     *
     * @throws HttpProblem 400 if a parameter is unknown or malformed
     */
    public Map<String, Object> all(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Map<String, Object> filters = new HashMap<>();
        filters.put(RUNS_OF_A_PAGE, ListFilters.limit(query));
        filters.put(BELOW, query.text("cursor").map(Cursor::read).orElse(Long.MAX_VALUE));
        filters.put("from", 0L);
        query.refuseOthers();
        return filters;
    }

    /** Answers with one page of runs. */
    public void answerAll(Exchange exchange, Map<String, Object> filters, List<Map<String, Object>> rows) {
        ListedRows listed = ListedRows.of(rows, (int) filters.get(RUNS_OF_A_PAGE));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", listed.shown().stream().map(RunJson::of).toList());
        page.put(
                "nextCursor",
                listed.next(last -> Cursor.below((long) last.get(ID))).orElse(null));
        JsonAnswer.write(exchange.getMessage(), Json.write(page));
    }

    /**
     * Answers with a run.
     *
     * @throws HttpProblem 404 if there is none
     */
    public void answer(Exchange exchange, List<Map<String, Object>> rows) {
        if (rows.isEmpty()) {
            throw unknown();
        }
        JsonAnswer.write(exchange.getMessage(), Json.write(RunJson.of(rows.get(0))));
    }

    /** Answers with a run that was just begun: 202, and where it is. */
    public void answerBegun(Exchange exchange, List<Map<String, Object>> rows) {
        answer(exchange, rows);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
        exchange.getMessage().setHeader("Location", RUNS + rows.get(0).get(ID));
    }

    /**
     * Answers with a run about which something was decided: 202.
     *
     * @param changed the rows that the decision has changed
     * @throws HttpProblem 404 if there is none, 409 if nothing could be decided
     */
    public void answerDecided(Exchange exchange, List<Map<String, Object>> changed, List<Map<String, Object>> rows) {
        answer(exchange, rows);
        if (changed.isEmpty()) {
            throw HttpProblem.conflict("The run is " + rows.get(0).get("state")
                    + (rows.get(0).get("dry_run").equals(true) ? ", and a dry run" : "")
                    + "; expected one that waits for this.");
        }
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
    }

    static long id(ApiCall call) {
        return call.id(RUNS).orElseThrow(ReconciliationCalls::unknown);
    }

    static HttpProblem unknown() {
        return HttpProblem.notFound("There is no such run; GET /api/reconciliations lists what there is.");
    }

    /** How one run is asked for, as {@code reconciliation-list.sql} takes it. */
    static Map<String, Object> one(long id) {
        return Map.of(ID, id, BELOW, id + 1, "from", id, RUNS_OF_A_PAGE, 1);
    }
}
