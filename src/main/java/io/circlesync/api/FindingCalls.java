package io.circlesync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.reconcile.FindingKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Tells what a run has found, and has a person decide about single findings. */
public final class FindingCalls {

    private static final List<String> STATES = List.of("open", "applied", "ignored", "outdated");
    private static final String CSV = "text/csv";
    private static final int CSV_LINES = 10_000;
    private static final List<String> OF_FINDING = List.of("id", "kind", "circleMemberId", "profileId", "state");
    private static final List<String> OF_FIELD = List.of("field", "localValue", "circleValue", "winner", "rule");
    private static final List<String> OF_DOUBT = List.of("otherMemberId", "reason");
    private static final String LIMIT = "limit";
    private static final String RUN = "run";

    /** A spreadsheet takes for a formula what begins like this: some after what is not seen, some in full width. */
    private static final Pattern FORMULA =
            Pattern.compile("^(?:[\\t\\r\\n]|[\\s\\p{Z}\\p{Cf}\\p{Cc}]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])");

    /**
     * The filters of the list, as {@code finding-list.sql} takes them.
     *
     * @throws HttpProblem 400 if a parameter is unknown or malformed, 404 if the path names no run
     */
    public Map<String, Object> all(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Map<String, Object> filters = new HashMap<>();
        boolean csv = call.prefers(CSV);
        filters.put("csv", csv);
        filters.put(LIMIT, csv ? query.integer(LIMIT, 1, CSV_LINES).orElse(CSV_LINES) : ListFilters.limit(query));
        filters.put("before", query.text("cursor").map(Cursor::read).orElse(Long.MAX_VALUE));
        filters.put("kind", query.oneOf("kind", FindingKind.names()).orElse(null));
        filters.put("status", query.oneOf("state", STATES).orElse(null));
        query.refuseOthers();
        filters.put(RUN, ReconciliationCalls.id(call));
        return filters;
    }

    /**
     * Refuses a run that there is not.
     *
     * @throws HttpProblem 404
     */
    public void requireFound(List<Map<String, Object>> runs) {
        if (runs.isEmpty()) {
            throw ReconciliationCalls.unknown();
        }
    }

    static ListedRows listed(Map<String, Object> filters, List<Map<String, Object>> rows) {
        return ListedRows.of(rows, (int) filters.get(LIMIT));
    }

    static String cursor(Map<String, Object> last) {
        return Cursor.below((long) last.get("id"));
    }

    /** Answers with one page, as JSON or, where that is asked for, as CSV. */
    public void answerAll(Exchange exchange, Map<String, Object> filters, List<Map<String, Object>> rows) {
        ListedRows listed = listed(filters, rows);
        List<Map<String, Object>> shown = listed.shown();
        Optional<String> next = listed.next(FindingCalls::cursor);
        if (filters.get("csv").equals(true)) {
            JsonAnswer.write(exchange.getMessage(), csv(shown));
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, CSV + "; charset=utf-8");
            next.ifPresent(cursor -> exchange.getMessage()
                    .setHeader(
                            "Link",
                            "</api/reconciliations/" + filters.get(RUN) + "/findings?" + query(filters) + "cursor="
                                    + cursor + ">; rel=\"next\""));
            return;
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", shown.stream().map(FindingCalls::json).toList());
        page.put("nextCursor", next.orElse(null));
        JsonAnswer.write(exchange.getMessage(), Json.write(page));
    }

    /**
     * Which finding the path names, whether it is approved and by whom, as {@code finding-decide.sql} takes it.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    public Map<String, Object> decide(ApiCall call) {
        call.requireNoQuery();
        long run = call.id(ReconciliationCalls.RUNS).orElseThrow(FindingCalls::unknown);
        long finding = call.id(ReconciliationCalls.RUNS + run + "/findings/").orElseThrow(FindingCalls::unknown);
        Map<String, Object> decision = new HashMap<>();
        decision.put(RUN, run);
        decision.put("finding", finding);
        decision.put("approved", isApproved(call.path()));
        decision.put("operator", call.operator().orElse(null));
        return decision;
    }

    /**
     * Answers with a finding.
     *
     * @param decided the rows that the decision has changed
     * @throws HttpProblem 404 if there is none, 409 if nothing could be decided
     */
    public void answer(Exchange exchange, List<Map<String, Object>> decided, List<Map<String, Object>> rows) {
        if (rows.isEmpty()) {
            throw unknown();
        }
        if (decided.isEmpty()) {
            Object state = rows.get(0).get("state");
            throw HttpProblem.conflict(
                    state.equals("open")
                            ? "The finding's member is being synced for it by now, or again; expected one with whom nobody has begun."
                            : "The finding is " + state + "; expected an open one.");
        }
        JsonAnswer.write(exchange.getMessage(), Json.write(json(rows.get(0))));
    }

    /** The router takes a path that is written otherwise; the opposite of what it says must not come of that. */
    private static boolean isApproved(String path) {
        if (!path.endsWith("/approve") && !path.endsWith("/ignore")) {
            throw unknown();
        }
        return path.endsWith("/approve");
    }

    private static HttpProblem unknown() {
        return HttpProblem.notFound("There is no such finding; GET /api/reconciliations/{id}/findings lists them.");
    }

    /** A finding as callers see it. */
    static Map<String, Object> json(Map<String, Object> row) {
        Map<String, Object> item = new LinkedHashMap<>();
        OF_FINDING.forEach(name -> item.put(name, row.get(name)));
        item.put("fields", fields(row));
        OF_DOUBT.forEach(name -> item.put(name, row.get(name)));
        return item;
    }

    private static JsonNode fields(Map<String, Object> row) {
        return Json.read(row.get("fields").toString());
    }

    /** The filters as they stand in a link, and a place for more. */
    static String query(Map<String, Object> filters) {
        return Stream.of(
                        "limit=" + filters.get(LIMIT),
                        filters.get("kind") == null ? "" : "kind=" + filters.get("kind"),
                        filters.get("status") == null ? "" : "state=" + filters.get("status"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("&", "", "&"));
    }

    /** A line for each field of each finding (RFC 4180). */
    private static String csv(List<Map<String, Object>> rows) {
        StringBuilder csv = new StringBuilder(Stream.of(OF_FINDING, OF_FIELD, OF_DOUBT)
                .flatMap(List::stream)
                .collect(Collectors.joining(",", "", "\r\n")));
        for (Map<String, Object> row : rows) {
            JsonNode fields = fields(row);
            List<JsonNode> lines = new ArrayList<>();
            fields.forEach(lines::add);
            if (lines.isEmpty()) {
                lines.add(Json.mapper().createObjectNode());
            }
            for (JsonNode field : lines) {
                csv.append(Stream.of(
                                OF_FINDING.stream().map(name -> text(row, name)),
                                OF_FIELD.stream().map(name -> text(field.path(name))),
                                OF_DOUBT.stream().map(name -> text(row, name)))
                        .flatMap(cells -> cells)
                        .map(FindingCalls::cell)
                        .collect(Collectors.joining(",", "", "\r\n")));
            }
        }
        return csv.toString();
    }

    private static String text(Map<String, Object> row, String column) {
        return Optional.ofNullable(row.get(column)).map(Object::toString).orElse("");
    }

    private static String text(JsonNode value) {
        return value.isNull() ? "" : value.asText();
    }

    private static String cell(String value) {
        String harmless = FORMULA.matcher(value).find() ? "'" + value : value;
        return harmless.matches("[^\",\r\n]*") ? harmless : '"' + harmless.replace("\"", "\"\"") + '"';
    }
}
