package io.circlesync.management.logs;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers hawtio from what the log said last. */
public final class RecentLogQuery implements LogQuery {

    private static final int MOST = 1_000;

    private final RecentLog log;

    public RecentLogQuery(RecentLog log) {
        this.log = log;
    }

    @Override
    public Map<String, Object> getLogResults(int count) {
        return results(log.last(count < 0 ? MOST : count), 0);
    }

    @Override
    public Map<String, Object> jsonQueryLogResults(String filter) {
        JsonNode asked = Json.object(filter)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The filter is no JSON object; expected afterTimestamp and" + " count"));
        long after = asked.path("afterTimestamp").asLong();
        return results(log.after(after, asked.path("count").asInt(MOST)), after);
    }

    /** @param before the moment that was asked for, which is asked for again while nothing is said */
    private static Map<String, Object> results(List<LogLine> lines, long before) {
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("events", lines.stream().map(LogLine::shown).toList());
        results.put("fromTimestamp", lines.isEmpty() ? before : lines.get(0).at());
        results.put(
                "toTimestamp",
                lines.isEmpty() ? before : lines.get(lines.size() - 1).at());
        results.put("host", null);
        return results;
    }
}
