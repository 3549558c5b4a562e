package io.circlesync.api;

import io.circlesync.gap.GapKind;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What each list can be narrowed by, as parameters for its SQL: null where a filter is not given, and always
 * {@code before}, below which the page begins, and {@code limit}.
 *
 * <p>Each method throws {@link HttpProblem} 400 if a parameter is unknown or malformed.
 */
public final class ListFilters {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private static final List<String> GAP_STATES = List.of("open", "resolved", "all");
    private static final List<String> GAP_KINDS =
            Stream.of(GapKind.values()).map(GapKind::jsonName).toList();
    private static final List<String> EVENT_STATES =
            List.of("pending", "processed", "failed", "ignored", "quarantined");

    private final List<String> fields;

    /** @param fields those that this community keeps */
    ListFilters(SyncedFields fields) {
        this.fields = fields.all().stream().map(SyncedField::jsonName).toList();
    }

    /** For {@code sql/gap-list.sql}. */
    public Map<String, Object> gaps(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Map<String, Object> filters = page(query);
        filters.put("status", query.oneOf("status", GAP_STATES).orElse("open"));
        filters.put("kind", query.oneOf("kind", GAP_KINDS).orElse(null));
        filters.put("profileId", query.uuid("profileId").orElse(null));
        filters.put("circleMemberId", query.id("circleMemberId").orElse(null));
        query.refuseOthers();
        return filters;
    }

    /** For {@code sql/event-list.sql}. */
    public Map<String, Object> events(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Map<String, Object> filters = page(query);
        filters.put("status", query.oneOf("status", EVENT_STATES).orElse(null));
        filters.put("type", query.text("type").orElse(null));
        filters.put("circleMemberId", query.id("circleMemberId").orElse(null));
        filters.put("since", query.time("since").map(Timestamp::from).orElse(null));
        filters.put("error", error(query, filters.get("status")));
        query.refuseOthers();
        return filters;
    }

    /** Part of why it failed, or of why it could not be used. */
    private static String error(QueryReader query, Object status) {
        return query.text("error")
                .map(error -> {
                    if (!"failed".equals(status) && !"quarantined".equals(status)) {
                        throw HttpProblem.badRequest("error goes with status=failed or status=quarantined only.");
                    }
                    return error;
                })
                .orElse(null);
    }

    /** For {@code sql/conflict-list.sql}. */
    public Map<String, Object> conflicts(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Map<String, Object> filters = page(query);
        filters.put("profileId", query.uuid("profileId").orElse(null));
        filters.put("circleMemberId", query.id("circleMemberId").orElse(null));
        filters.put("field", query.oneOf("field", fields).orElse(null));
        query.refuseOthers();
        return filters;
    }

    /** For {@code sql/change-list.sql}. */
    public Map<String, Object> changes(ApiCall call) {
        QueryReader query = new QueryReader(call);
        Map<String, Object> filters = page(query);
        filters.put("profileId", call.profileId());
        query.refuseOthers();
        return filters;
    }

    /** How many items a page has at most. */
    static int limit(QueryReader query) {
        return query.integer("limit", 1, MAX_LIMIT).orElse(DEFAULT_LIMIT);
    }

    private static Map<String, Object> page(QueryReader query) {
        Map<String, Object> filters = new HashMap<>();
        filters.put("limit", limit(query));
        filters.put("before", query.text("cursor").map(Cursor::read).orElse(Long.MAX_VALUE));
        return filters;
    }
}
