package io.circlesync.http;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes of request bodies that may be under way together. */
final class BodyBudget {

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    BodyBudget(long limit) {
        this.limit = limit;
    }

    /** Takes as many bytes as there are left, all of them or none. */
    boolean take(long bytes) {
        boolean fits = taken.addAndGet(bytes) <= limit;
        if (!fits) {
            giveBack(bytes);
        }
        return fits;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }
}
