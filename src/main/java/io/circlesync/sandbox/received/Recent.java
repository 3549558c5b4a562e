package io.circlesync.sandbox.received;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/** The latest things of a kind; the oldest gives way when there are too many. */
public final class Recent<T> {

    private final int most;
    private final Optional<ReceivedTable<T>> table;
    private final Deque<T> items = new ArrayDeque<>();
    private long lastId;

    /** @param table where they are kept, too; empty if they last as long as the process */
    Recent(int most, Optional<ReceivedTable<T>> table) {
        this.most = most;
        this.table = table;
        table.ifPresent(kept -> items.addAll(kept.latest(most)));
    }

    /** Adds what is made with the next id; ids rise. */
    public synchronized void add(LongFunction<T> withId) {
        items.addFirst(table.map(kept -> kept.add(withId, most)).orElseGet(() -> withId.apply(++lastId)));
        if (items.size() > most) {
            items.removeLast();
        }
    }

    /** The newest of those that are meant. */
    public synchronized Optional<T> find(Predicate<T> which) {
        return items.stream().filter(which).findFirst();
    }

    /** All of them, newest first. */
    public synchronized List<T> list() {
        return List.copyOf(items);
    }
}
