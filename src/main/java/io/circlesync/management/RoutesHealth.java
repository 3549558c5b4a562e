package io.circlesync.management;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.health.RouteHealthCheck;
import org.apache.camel.impl.health.RoutesHealthCheckRepository;

/**
 * Says which routes do not run. Whether requests are to be sent here is a question of those alone that take webhooks, which
 * nobody sends again: whoever stops another group, on one node or on all, must not stop the intake by it.
 */
public final class RoutesHealth extends RoutesHealthCheckRepository {

    /** Where Camel looks for it in its registry. */
    private static final String NAME = "routes";

    private static final String INTAKE = "inbound";

    private final Map<Route, HealthCheck> checks = new ConcurrentHashMap<>();

    private RoutesHealth() {}

    /** To be called before Camel is configured. */
    public static void bind(CamelContext context) {
        context.getRegistry().bind(NAME, new RoutesHealth());
    }

    @Override
    public Stream<HealthCheck> stream() {
        return isEnabled()
                ? getCamelContext().getRoutes().stream()
                        .map(route -> checks.computeIfAbsent(route, RoutesHealth::check))
                : Stream.empty();
    }

    private static HealthCheck check(Route route) {
        RouteHealthCheck check = new RouteHealthCheck(route) {
            @Override
            public boolean isReadiness() {
                return INTAKE.equals(route.getGroup());
            }
        };
        check.setCamelContext(route.getCamelContext());
        return check;
    }
}
