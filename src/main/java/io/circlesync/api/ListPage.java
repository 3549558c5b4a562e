package io.circlesync.api;

import com.fasterxml.jackson.databind.util.RawValue;
import io.circlesync.json.Json;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.postgresql.util.PGobject;

/** Answers with one page of a list. The columns of the SQL are the fields of an item, in their order. */
public final class ListPage {

    private static final String PLACE = "place";

    /**
     * Writes the page.
     *
     * @param filters of {@link ListFilters}; their {@code limit} is the size of a page
     * @param rows newest first, one more than the limit if there is a next page
     */
    public void answer(Exchange exchange, Map<String, Object> filters, List<Map<String, Object>> rows) {
        write(exchange, filters, rows, last -> Cursor.below((long) last.get("id")));
    }

    /**
     * Writes a page of a list that is ordered by a time.
     *
     * @param id the column that tells apart what has the same time, which is the column {@code place} and is not shown
     */
    static void answerPlaced(
            Exchange exchange, Map<String, Object> filters, List<Map<String, Object>> rows, String id) {
        write(
                exchange,
                filters,
                rows,
                last -> Cursor.after(new Cursor.Place(((Timestamp) last.get(PLACE)).toInstant(), (long) last.get(id))));
    }

    private static void write(
            Exchange exchange,
            Map<String, Object> filters,
            List<Map<String, Object>> rows,
            Function<Map<String, Object>, String> cursor) {
        ListedRows listed = ListedRows.of(rows, (int) filters.get("limit"));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", listed.shown().stream().map(ListPage::item).toList());
        page.put("nextCursor", listed.next(cursor).orElse(null));
        JsonAnswer.write(exchange.getMessage(), Json.write(page));
    }

    /** Writes one item, as a list shows it. */
    public void answerOne(Exchange exchange, Map<String, Object> row) {
        JsonAnswer.write(exchange.getMessage(), Json.write(item(row)));
    }

    static Map<String, Object> item(Map<String, Object> row) {
        Map<String, Object> item = new LinkedHashMap<>();
        row.forEach((name, value) -> item.put(name, name.equals("body") ? jsonOrText((String) value) : plain(value)));
        item.remove(PLACE);
        item.remove(ListedRows.CUT);
        return item;
    }

    private static Object plain(Object value) {
        if (value instanceof Timestamp time) {
            return time.toInstant();
        }
        return value instanceof PGobject json ? new RawValue(json.getValue()) : value;
    }

    /** A webhook's body, untouched: numbers keep all their digits. */
    private static Object jsonOrText(String body) {
        return Json.parsed(body)
                .filter(json -> !json.isMissingNode())
                .<Object>map(json -> new RawValue(body))
                .orElse(body);
    }
}
