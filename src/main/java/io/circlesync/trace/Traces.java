package io.circlesync.trace;

import java.util.Optional;
import org.apache.camel.Exchange;

/** What the rest of the service knows of traces, whether there are any or not. */
public final class Traces {

    static final String TRACEPARENT = "circlesync.traceparent";

    private Traces() {}

    /**
     * What work that this exchange asks for has to keep, so that its trace goes on, as W3C's {@code traceparent}; empty if
     * it is not traced.
     */
    public static Optional<String> of(Exchange exchange) {
        return Optional.ofNullable(exchange.getProperty(TRACEPARENT, String.class));
    }
}
