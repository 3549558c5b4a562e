package io.circlesync.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/** The latest things of a kind; the oldest gives way when there are too many. */
final class Recent<T> {

    private final int most;
    private final Optional<ReceivedTable<T>> table;
    private final Deque<T> items = new ArrayDeque<>();
    private long lastId;

    private Recent(int most, Optional<ReceivedTable<T>> table) {
        this.most = most;
        this.table = table;
        table.ifPresent(kept -> items.addAll(kept.latest(most)));
    }

    /** Keeps them as long as the process lives. */
    static <T> Recent<T> inMemory(int most) {
        return new Recent<>(most, Optional.empty());
    }

    /** Begins with what the table holds, and keeps what comes there, too. */
    static <T> Recent<T> in(ReceivedTable<T> table, int most) {
        return new Recent<>(most, Optional.of(table));
    }

    /** Adds what is made with the next id; ids rise. */
    synchronized void add(LongFunction<T> withId) {
        items.addFirst(table.map(kept -> kept.add(withId, most)).orElseGet(() -> withId.apply(++lastId)));
        if (items.size() > most) {
            items.removeLast();
        }
    }

    synchronized Optional<T> find(Predicate<T> which) {
        return items.stream().filter(which).findFirst();
    }

    /** All of them, newest first. */
    synchronized List<T> list() {
        return List.copyOf(items);
    }
}
