package io.circlesync.trace;

import java.util.Map;
import java.util.Optional;

/** Work that waited in the database, and may have been asked for by something that is traced. */
public interface Traced {

    /** Where its trace goes on, as W3C's {@code traceparent}; empty if nothing of it is traced. */
    Optional<String> traceparent();

    /** By which its spans are found: names of attributes, and ids. */
    Map<String, Object> traceIds();
}
