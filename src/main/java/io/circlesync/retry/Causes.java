package io.circlesync.retry;

import java.util.stream.Stream;

/** What a failure comes from. */
public final class Causes {

    /** Somebody else's exceptions may name each other in a circle. */
    private static final int DEEPEST = 20;

    private Causes() {}

    /** The failure, its cause, the cause of that, and so on. */
    public static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST);
    }

    /** The last of them. */
    public static Throwable root(Throwable failure) {
        return of(failure).reduce((outer, inner) -> inner).orElse(failure);
    }
}
