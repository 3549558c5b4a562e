package io.circlesync.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.circlesync.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up how many gaps were opened and resolved, on all nodes, since this process began to count. Gaps are counted by their
 * ids, in the order of which they need not be committed; so those of the last minutes are counted anew each time.
 */
final class GapTotals {

    /** Longer than any transaction takes. */
    private static final Duration LATELY = Duration.ofMinutes(2);

    private static final long NONE_YET = Long.MAX_VALUE;

    private final Map<String, Long> opened = new TreeMap<>();
    private final Map<String, Long> resolved = new TreeMap<>();
    private Map<String, Long> openAtFirst = Map.of();

    /** All up to here are added up. */
    private long counted = NONE_YET;

    /** All up to here are to be added up by the next reading. */
    private long recent = NONE_YET;

    /** The last one some time ago, and by {@link System#nanoTime()} when that was. */
    private long former = NONE_YET;

    private long formerAt = System.nanoTime();

    /** The first parameter of the reading. */
    long counted() {
        return counted;
    }

    /** The second one, and the third. */
    long recent() {
        return recent;
    }

    /** Puts the totals in the place of what was read. */
    void add(ObjectNode read) {
        Map<String, Long> open = figures(read.get("openGaps"));
        long last = read.get("lastGap").longValue();
        if (counted == NONE_YET) {
            counted = last;
            recent = last;
            former = last;
            openAtFirst = open;
        } else {
            figures(read.get("gapsOpened")).forEach((kind, gaps) -> opened.merge(kind, gaps, Long::sum));
            counted = recent;
        }
        Map<String, Long> total = new TreeMap<>(opened);
        figures(read.get("gapsOpenedLately")).forEach((kind, gaps) -> total.merge(kind, gaps, Long::sum));
        Map<String, Long> were = new TreeMap<>(openAtFirst);
        total.forEach((kind, gaps) -> were.merge(kind, gaps, Long::sum));
        // A gap that was erased just now must not take a total back.
        were.forEach((kind, gaps) -> resolved.merge(kind, gaps - open.getOrDefault(kind, 0L), Math::max));
        if (System.nanoTime() - formerAt > LATELY.toNanos()) {
            recent = former;
            former = last;
            formerAt = System.nanoTime();
        }
        read.set("gapsOpened", Json.mapper().valueToTree(total));
        read.set("gapsResolved", Json.mapper().valueToTree(resolved));
    }

    private static Map<String, Long> figures(JsonNode kinds) {
        Map<String, Long> figures = new TreeMap<>();
        kinds.fields()
                .forEachRemaining(
                        kind -> figures.put(kind.getKey(), kind.getValue().longValue()));
        return figures;
    }
}
