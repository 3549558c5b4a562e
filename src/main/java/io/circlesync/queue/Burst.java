package io.circlesync.queue;

import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CirclePage;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** Members who are held while Circle's list is read for them. Only one thread at a time works on it. */
public final class Burst {

    /**
     * What is known of a member since they were held.
     *
     * @param generation of them then
     * @param place since when they were due
     */
    record Held(long generation, String place) {}

    private final UUID token;
    private final Instant deadline;
    /** Members who were given back with no page so far. */
    private final Map<Long, Held> waiting = new HashMap<>();

    /** Those of them whom the newest page tells of. */
    private final Map<Long, CirclePage.Listed> shown = new HashMap<>();

    private long pages;
    private long pagesInAll = Long.MAX_VALUE;
    private long told;
    private boolean ended;

    /**
     * @param token proves the lease
     * @param deadline when the last page may be begun
     * @param held by the member
     */
    Burst(UUID token, Instant deadline, Map<Long, Held> held) {
        this.token = token;
        this.deadline = deadline;
        this.waiting.putAll(held);
    }

    /** Pages that were read. */
    public long pages() {
        return pages;
    }

    /** Members who were given back with them. */
    public long told() {
        return told;
    }

    /** Members who were not. */
    public long left() {
        return waiting.size();
    }

    UUID token() {
        return token;
    }

    Instant deadline() {
        return deadline;
    }

    /**
     * Whether another page saves calls: it does where fewer pages are left than members, and no more were spent than saved
     * before, wherever in the list they are. A list that goes on past what it counts may never end.
     */
    boolean isWorthAPage() {
        return !ended
                && !waiting.isEmpty()
                && pages < pagesInAll
                && (pages < Math.max(1, told) || pagesInAll - pages < waiting.size());
    }

    /**
     * Whom the next page shows of them, readably. They are held until {@link #given}, for they may not be written.
     *
     * @param isWhole whether what a page tells of a member is what Circle would answer about them
     */
    List<CirclePage.Listed> take(CirclePage page, Predicate<CircleMember> isWhole) {
        pages++;
        pagesInAll = CirclePage.pages(page.count());
        ended = page.isLast();
        shown.clear();
        page.members().stream()
                .filter(listed -> listed.member().filter(isWhole).isPresent() && waiting.containsKey(listed.id()))
                .forEach(listed -> shown.putIfAbsent(listed.id(), listed));
        return List.copyOf(shown.values());
    }

    /** Whom the newest page shows is given back with it. */
    void given() {
        waiting.keySet().removeAll(shown.keySet());
        told += shown.size();
        shown.clear();
    }

    /** Those who are still held. */
    Map<Long, Held> members() {
        return Collections.unmodifiableMap(waiting);
    }

    /** Says how many, and names nobody. */
    @Override
    public String toString() {
        return "Burst[" + told + " told, " + waiting.size() + " left]";
    }
}
