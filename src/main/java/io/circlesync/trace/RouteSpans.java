package io.circlesync.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Gives each route a span of the route's name. A trace begins where a request comes in, and goes on with whatever of it
 * waited in the database ({@link Traced}); what nobody asked for, such as a poll, has none.
 *
 * <p>A route that takes several things at once, as a batch of members or a digest, has a span in the trace of each; the
 * spans of the routes that it calls stand in the first one's, to which the others are linked.
 *
 * <p>A span tells ids, times, and kinds of failures. It has no addresses with what was asked after them, no headers, no
 * bodies and no messages of exceptions, which may all show somebody's data: Camel's own tracer (camel-opentelemetry2) tags
 * them, puts its context into the headers of mails, and knows neither batches nor what waits in a table.
 */
final class RouteSpans implements RoutePolicyFactory {

    private static final String LEVEL = "circlesync.spans";
    private static final String TRACEPARENT = "traceparent";
    private static final String SANDBOX = "sandbox";
    private static final int OK = 200;
    private static final int SERVER_ERROR = 500;

    private static final TextMapGetter<Map<String, String>> FROM_MAP = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
            return carrier.get(key);
        }
    };

    /**
     * The spans of a route that an exchange is in.
     *
     * @param spans by the traceparents of what they are about, the first one first
     * @param outer those of the route that has called this one; null if there are none
     */
    private record Level(String routeId, Map<String, Span> spans, Level outer) {

        Span first() {
            return spans.values().iterator().next();
        }
    }

    private final Tracer tracer;

    RouteSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** One each, for a policy stops with its route. What stands in for a partner is no part of the service. */
    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return route instanceof RouteDefinition definition && SANDBOX.equals(definition.getGroup())
                ? null
                : new RoutePolicySupport() {

                    @Override
                    public void onExchangeBegin(Route begun, Exchange exchange) {
                        begin(begun, exchange);
                    }

                    @Override
                    public void onExchangeDone(Route done, Exchange exchange) {
                        end(done, exchange);
                    }
                };
    }

    private void begin(Route route, Exchange exchange) {
        // What a queue inside the process hands over has the properties of whoever put it there.
        Level outer = route.getId().equals(exchange.getFromRouteId()) ? null : exchange.getProperty(LEVEL, Level.class);
        Map<String, Span> spans = spans(route, exchange, outer);
        if (spans.isEmpty()) {
            exchange.removeProperty(LEVEL);
            exchange.removeProperty(Traces.TRACEPARENT);
        } else {
            exchange.setProperty(LEVEL, new Level(route.getId(), spans, outer));
        }
    }

    private Map<String, Span> spans(Route route, Exchange exchange, Level outer) {
        Map<String, Span> spans = new LinkedHashMap<>();
        for (Traced item : items(exchange.getMessage().getBody())) {
            item.traceparent()
                    .ifPresent(parent -> spans.computeIfAbsent(parent, key -> {
                        SpanBuilder span = tracer.spanBuilder(route.getId()).setParent(parent(key, outer));
                        spans.values().stream().findFirst().ifPresent(first -> span.addLink(first.getSpanContext()));
                        item.traceIds().forEach((name, id) -> span.setAttribute("circlesync." + name, id.toString()));
                        return span.startSpan();
                    }));
        }
        if (spans.isEmpty() && outer != null) {
            Span within = outer.first();
            spans.put(
                    outer.spans().keySet().iterator().next(),
                    tracer.spanBuilder(route.getId())
                            .setParent(Context.root().with(within))
                            .startSpan());
        } else if (spans.isEmpty() && route.getEndpoint() instanceof PlatformHttpEndpoint endpoint) {
            Span request = request(route, endpoint, exchange);
            String traceparent = traceparent(request.getSpanContext());
            spans.put(traceparent, request);
            if (request.getSpanContext().isSampled()) {
                exchange.setProperty(Traces.TRACEPARENT, traceparent);
            }
        }
        return spans;
    }

    private Span request(Route route, PlatformHttpEndpoint endpoint, Exchange exchange) {
        return tracer.spanBuilder(route.getId())
                .setSpanKind(SpanKind.SERVER)
                .setParent(Optional.ofNullable(exchange.getMessage().getHeader(TRACEPARENT, String.class))
                        .map(RouteSpans::remote)
                        .orElse(Context.root()))
                .setAttribute(
                        "http.request.method", exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class))
                // With names in place of ids, and nothing behind a question mark.
                .setAttribute("http.route", endpoint.getPath())
                .startSpan();
    }

    private static List<Traced> items(Object body) {
        if (body instanceof Traced item) {
            return List.of(item);
        }
        return body instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Traced
                ? list.stream().map(Traced.class::cast).toList()
                : List.of();
    }

    private static Context parent(String traceparent, Level outer) {
        return Optional.ofNullable(outer)
                .map(level -> level.spans().get(traceparent))
                .map(span -> Context.root().with(span))
                .orElseGet(() -> remote(traceparent));
    }

    private static Context remote(String traceparent) {
        return W3CTraceContextPropagator.getInstance()
                .extract(Context.root(), Map.of(TRACEPARENT, traceparent), FROM_MAP);
    }

    private static String traceparent(SpanContext span) {
        return String.join(
                "-",
                "00",
                span.getTraceId(),
                span.getSpanId(),
                span.getTraceFlags().asHex());
    }

    private static void end(Route route, Exchange exchange) {
        Level level = exchange.getProperty(LEVEL, Level.class);
        if (level == null || !level.routeId().equals(route.getId())) {
            return;
        }
        Optional<Integer> status = Optional.of(route.getEndpoint())
                .filter(PlatformHttpEndpoint.class::isInstance)
                .map(endpoint -> exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, OK, Integer.class));
        // The kind of a failure; never its message.
        Optional<String> failure = Optional.ofNullable(exchange.getException())
                .map(e -> e.getClass().getSimpleName())
                .or(() -> status.filter(code -> code >= SERVER_ERROR).map(Object::toString));
        for (Span span : level.spans().values()) {
            status.ifPresent(code -> span.setAttribute("http.response.status_code", code.longValue()));
            failure.ifPresent(kind -> span.setStatus(StatusCode.ERROR).setAttribute("error.type", kind));
            span.end();
        }
        if (level.outer() == null) {
            exchange.removeProperty(LEVEL);
        } else {
            exchange.setProperty(LEVEL, level.outer());
        }
    }
}
