package io.circlesync.webhook;

import io.circlesync.database.DatabaseFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets callers that write at the same moment share one transaction. One thread takes what is waiting, writes it, and
 * only then lets the callers go on; while it writes, the next group gathers. A lone caller waits for nobody.
 *
 * <p>An item that cannot be written because somebody holds what it changes waits alone: the others of its group are
 * written without it, and it is tried again for as long as its caller waits. It goes with each further group where the
 * writer tells at once that it is held, and alone and now and then where only waiting for a lock can tell.
 *
 * <p>While the database is away a group is tried again for as long as somebody waits for it, so that a restart of the
 * database costs no event.
 */
final class GroupCommit<T> extends ServiceSupport {

    /** Writes a group, all of it or nothing, apart from the items that have to wait; gives the places of those in it. */
    @FunctionalInterface
    interface Writer<T> {
        Set<Integer> write(List<T> group) throws SQLException;
    }

    private record Waiting<T>(T item, CompletableFuture<Void> written, AtomicBoolean alone) {

        Waiting(T item) {
            this(item, new CompletableFuture<>(), new AtomicBoolean());
        }

        boolean isAlone() {
            return alone.get();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int LARGEST_GROUP = 256;

    /** Characters, all items of a group together. */
    private static final int LARGEST_SIZE = 512 * 1024;

    private static final int MOST_WAITING = 4096;
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** After which those that have to wait are tried again, if no group comes before. */
    private static final Duration PAUSE_OF_THE_HELD = Duration.ofMillis(20);

    /** Each that is tried alone may have all others wait for as long as it waits for its lock. */
    private static final Duration PAUSE_OF_THE_ALONE = Duration.ofMillis(200);

    private static final int ALONE_AT_ONCE = 2;

    private final BlockingQueue<Waiting<T>> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final String name;
    private final Writer<T> writer;
    private final ToIntFunction<T> size;
    private final AtomicBoolean late = new AtomicBoolean();
    private Thread thread;
    private volatile boolean failing;
    private long lastAlone = System.nanoTime();

    /** @param size how large an item is; a few large ones make a group of their own, so that none takes long */
    GroupCommit(String name, Writer<T> writer, ToIntFunction<T> size) {
        this.name = name;
        this.writer = writer;
        this.size = size;
    }

    /**
     * Returns once the item is committed.
     *
     * @param patience how long to wait at most
     * @throws SQLException if it could not be written, or not in time; it may have been written all the same
     */
    void write(T item, Duration patience) throws SQLException {
        Waiting<T> waiting = new Waiting<>(item);
        if (!queue.offer(waiting)) {
            tellLate();
            throw new SQLException("Too many are waiting to be written");
        }
        if (!isRunAllowed()) {
            refuseAll();
        }
        try {
            waiting.written().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (late.compareAndSet(true, false)) {
                LOG.warn("The {} is written in time again", name);
            }
        } catch (ExecutionException e) {
            throw new SQLException(e.getCause());
        } catch (TimeoutException e) {
            tellLate();
            throw new SQLException("The database did not take it in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while waiting to be written", e);
        } finally {
            // Whoever has left is not written for, unless that is under way.
            waiting.written().cancel(false);
        }
    }

    /** Once for all who are sent away until it is well again; what is wrong with the database is told elsewhere. */
    private void tellLate() {
        if (!failing && late.compareAndSet(false, true)) {
            LOG.warn("The {} is not written in time; whoever waits too long is told to come again", name);
        }
    }

    /** How many have not been taken up yet. */
    int waiting() {
        return queue.size();
    }

    @Override
    protected void doStart() {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    protected void doStop() {
        // A start that fails on a setting stops what it has not started yet.
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        List<Waiting<T>> group = new ArrayList<>(LARGEST_GROUP);
        try {
            while (isRunAllowed()) {
                // What had to wait comes first: of two items about the same thing, the older one is written first.
                gather(group);
                List<Waiting<T>> held = new ArrayList<>(write(
                        group.stream().filter(waiting -> !waiting.isAlone()).toList()));
                held.addAll(writeAlone(group.stream().filter(Waiting::isAlone).toList()));
                if (isRunAllowed()) {
                    group.clear();
                    group.addAll(held);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            group.forEach(GroupCommit::refuse);
            refuseAll();
        }
    }

    private void gather(List<Waiting<T>> group) throws InterruptedException {
        group.stream().skip(LARGEST_GROUP).forEach(GroupCommit::refuseHeld);
        group.removeIf(waiting -> waiting.written().isDone());
        Waiting<T> next =
                group.isEmpty() ? queue.take() : queue.poll(PAUSE_OF_THE_HELD.toMillis(), TimeUnit.MILLISECONDS);
        long together = 0;
        for (int taken = 1; next != null; taken++) {
            group.add(next);
            together += size.applyAsInt(next.item());
            next = taken < LARGEST_GROUP && together < LARGEST_SIZE ? queue.poll() : null;
        }
    }

    /** Returns once all are written or refused, apart from those that it gives back: they have to wait. */
    private List<Waiting<T>> write(List<Waiting<T>> group) throws InterruptedException {
        for (List<Waiting<T>> left = stillWaiting(group);
                !left.isEmpty() && isRunAllowed();
                left = stillWaiting(left)) {
            try {
                Set<Integer> held =
                        writer.write(left.stream().map(Waiting::item).toList());
                if (failing) {
                    LOG.warn("The {} can be written again", name);
                }
                failing = false;
                return settle(left, held);
                // Errors too, or nobody would be left to write.
            } catch (SQLException | RuntimeException | Error e) {
                if (!isFaultOfAnItem(e)) {
                    pauseAfter(e);
                } else if (left.size() > 1) {
                    return writeSingly(left);
                } else if (DatabaseFailure.isHeld(e)) {
                    left.get(0).alone().set(true);
                    return left;
                } else {
                    left.get(0).written().completeExceptionally(e);
                }
            }
        }
        return List.of();
    }

    /** A few of them, the next ones the next time; gives back those that still have to wait. */
    private List<Waiting<T>> writeAlone(List<Waiting<T>> alone) throws InterruptedException {
        if (System.nanoTime() - lastAlone < PAUSE_OF_THE_ALONE.toNanos()) {
            return alone;
        }
        int tried = Math.min(ALONE_AT_ONCE, alone.size());
        List<Waiting<T>> left = new ArrayList<>(alone.subList(tried, alone.size()));
        left.addAll(writeSingly(alone.subList(0, tried)));
        lastAlone = System.nanoTime();
        return left;
    }

    /** One bad item must not take the others with it. */
    private List<Waiting<T>> writeSingly(List<Waiting<T>> group) throws InterruptedException {
        List<Waiting<T>> held = new ArrayList<>();
        for (Waiting<T> waiting : group) {
            held.addAll(write(List.of(waiting)));
        }
        return held;
    }

    private static <T> List<Waiting<T>> settle(List<Waiting<T>> group, Set<Integer> held) {
        List<Waiting<T>> haveToWait = new ArrayList<>();
        for (int place = 0; place < group.size(); place++) {
            if (held.contains(place)) {
                haveToWait.add(group.get(place));
            } else {
                group.get(place).written().complete(null);
            }
        }
        return haveToWait;
    }

    private void pauseAfter(Throwable failure) throws InterruptedException {
        if (!failing) {
            LOG.warn("The {} cannot be written, which is tried again: {}", name, failure.getMessage());
        }
        failing = true;
        Thread.sleep(PAUSE.toMillis());
    }

    private List<Waiting<T>> stillWaiting(List<Waiting<T>> group) {
        return group.stream().filter(waiting -> !waiting.written().isDone()).toList();
    }

    /**
     * Data that the database refuses (SQLSTATE classes 22, 23, 54), what waits too long for a lock, and what fails before
     * it is asked.
     */
    private static boolean isFaultOfAnItem(Throwable failure) {
        return !(failure instanceof SQLException sql)
                || DatabaseFailure.isHeld(failure)
                || sql.getSQLState() != null && sql.getSQLState().matches("(22|23|54).*");
    }

    private void refuseAll() {
        List<Waiting<T>> left = new ArrayList<>();
        queue.drainTo(left);
        left.forEach(GroupCommit::refuse);
    }

    private static void refuseHeld(Waiting<?> waiting) {
        waiting.written().completeExceptionally(new IllegalStateException("Too many wait for what somebody holds"));
    }

    private static void refuse(Waiting<?> waiting) {
        waiting.written().completeExceptionally(new IllegalStateException("The service is stopping"));
    }
}
