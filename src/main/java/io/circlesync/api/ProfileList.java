package io.circlesync.api;

import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.ProfileRows;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;

/** Lists the profiles that changed since a time, the longest unchanged first. */
public final class ProfileList {

    static final String SINCE = "updatedSince";

    private final ProfileJson json;

    ProfileList(ProfileJson json) {
        this.json = json;
    }

    /**
     * The parameters of {@code sql/profile-list.sql}.
     *
     * @throws HttpProblem 400 if a query parameter is unknown or malformed
     */
    public Map<String, Object> changes(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Instant since = query.time(SINCE).orElseThrow();
        Cursor.Position after = query.text("cursor").map(Cursor::readPosition).orElse(Cursor.Position.START);
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("limit", ListFilters.limit(query));
        parameters.put(SINCE, Timestamp.from(since));
        parameters.put("afterTime", Timestamp.from(after.time()));
        parameters.put("afterId", after.id());
        query.refuseOthers();
        return parameters;
    }

    /**
     * Writes a page.
     *
     * @param parameters of {@link #changes}; their {@code limit} is the size of a page
     * @param rows one more than the limit if there is a next page
     */
    public void answer(Exchange exchange, Map<String, Object> parameters, List<Map<String, Object>> rows) {
        ListedRows listed = ListedRows.of(rows, (int) parameters.get("limit"));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", listed.shown().stream().map(this::item).toList());
        page.put("nextCursor", listed.next(last -> Cursor.after(position(last))).orElse(null));
        JsonAnswer.write(exchange.getMessage(), Json.write(page));
    }

    private Map<String, Object> item(Map<String, Object> row) {
        return json.of(ProfileRows.fromJson((String) row.get("profile")));
    }

    private static Cursor.Position position(Map<String, Object> row) {
        return new Cursor.Position(((Timestamp) row.get("changed_at")).toInstant(), (UUID) row.get("id"));
    }
}
