package io.circlesync.sync;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The threads that write batches. A batch closes as soon as one of them is free: a lone member waits for nobody, and
 * under load the next batch gathers for as long as the last ones are being written.
 */
public final class BatchWriters {

    private final ThreadPoolExecutor threads;

    /** @param threads a pool of fixed size */
    BatchWriters(ThreadPoolExecutor threads) {
        this.threads = threads;
    }

    /** Whether a batch that closed now would be written at once. */
    public boolean isFree() {
        return threads.getActiveCount() < threads.getCorePoolSize()
                && threads.getQueue().isEmpty();
    }

    ExecutorService threads() {
        return threads;
    }
}
