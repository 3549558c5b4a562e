package io.circlesync.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows of one page of a list.
 *
 * @param shown those on it
 * @param goOn whether there is a next page
 */
record ListedRows(List<Map<String, Object>> shown, boolean goOn) {

    /** The column that tells of a row that the page ends with it, for its rows come to so many bytes; absent where they cannot. */
    static final String CUT = "cut";

    /**
     * Takes a page out of what was selected.
     *
     * @param rows one more than the limit if there is a next page, or fewer of which the last one is cut
     * @param limit rows of a page
     */
    static ListedRows of(List<Map<String, Object>> rows, int limit) {
        List<Map<String, Object>> shown = rows.subList(0, Math.min(limit, rows.size()));
        boolean isCut = !shown.isEmpty()
                && Boolean.TRUE.equals(shown.get(shown.size() - 1).get(CUT));
        return new ListedRows(shown, rows.size() > limit || isCut);
    }

    /** Where the next page begins, if there is one. */
    Optional<String> next(Function<Map<String, Object>, String> cursor) {
        return goOn ? Optional.of(cursor.apply(shown.get(shown.size() - 1))) : Optional.empty();
    }
}
