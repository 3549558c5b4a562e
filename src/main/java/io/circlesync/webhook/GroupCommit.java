package io.circlesync.webhook;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Lets callers that write at the same moment share one transaction. One thread takes what is waiting, writes it, and
 * only then lets the callers go on; while it writes, the next group gathers. A lone caller waits for nobody.
 */
final class GroupCommit<T> extends ServiceSupport {

    /** Writes a group, all of it or nothing. */
    @FunctionalInterface
    interface Writer<T> {
        void write(List<T> group) throws SQLException;
    }

    private record Waiting<T>(T item, CompletableFuture<Void> written) {}

    private static final int LARGEST_GROUP = 256;
    private static final int MOST_WAITING = 4096;

    private final BlockingQueue<Waiting<T>> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Writer<T> writer;
    private final Duration patience;
    private final Thread thread;

    /** @param patience how long a caller waits at most */
    GroupCommit(String name, Duration patience, Writer<T> writer) {
        this.writer = writer;
        this.patience = patience;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * Returns once the item is committed.
     *
     * @throws SQLException if it could not be written, or not in time; it may have been written all the same
     */
    void write(T item) throws SQLException {
        Waiting<T> waiting = new Waiting<>(item, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            throw new SQLException("Too many are waiting to be written");
        }
        try {
            waiting.written().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new SQLException(e.getCause());
        } catch (TimeoutException e) {
            throw new SQLException("The database took longer than " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while waiting to be written", e);
        }
    }

    @Override
    protected void doStart() {
        thread.start();
    }

    @Override
    protected void doStop() {
        thread.interrupt();
    }

    private void run() {
        List<Waiting<T>> group = new ArrayList<>(LARGEST_GROUP);
        try {
            while (isRunAllowed()) {
                group.add(queue.take());
                queue.drainTo(group, LARGEST_GROUP - 1);
                write(group);
                group.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Waiting<T>> group) {
        try {
            writer.write(group.stream().map(Waiting::item).toList());
            group.forEach(waiting -> waiting.written().complete(null));
        } catch (SQLException | RuntimeException e) {
            if (group.size() == 1) {
                group.get(0).written().completeExceptionally(e);
            } else {
                // One bad item must not take the others with it.
                group.forEach(waiting -> write(List.of(waiting)));
            }
        }
    }
}
