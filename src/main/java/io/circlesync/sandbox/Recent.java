package io.circlesync.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/** The latest things of a kind, in memory; the oldest gives way when there are too many. */
final class Recent<T> {

    private final int most;
    private final Deque<T> items = new ArrayDeque<>();
    private long lastId;

    Recent(int most) {
        this.most = most;
    }

    /** Adds what is made with the next id; ids rise from 1. */
    synchronized void add(LongFunction<T> withId) {
        items.addFirst(withId.apply(++lastId));
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
