package io.circlesync.problem;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/**
 * Tells what does not run at the moment from what there is not. Camel takes the path of a stopped route from the server, which
 * then knows nothing of it; and a webhook that is told so does not come again.
 */
public final class StoppedRoutes {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private final CamelContext context;

    public StoppedRoutes(CamelContext context) {
        this.context = context;
    }

    /** Whether one takes the method at a path that is named as it is. */
    public boolean haveNamed(String method, String path) {
        return have(method, path::equals);
    }

    /** Whether one takes the method at the path, be it one that fits many. */
    public boolean have(String method, String path) {
        return have(method, template -> AllowedMethods.matches(template, path));
    }

    /** 503. */
    public static HttpProblem problem() {
        return HttpProblem.unavailable("What answers here is stopped; try again later.", RETRY_AFTER);
    }

    private boolean have(String method, Predicate<String> isMeant) {
        return context.getRoutes().stream()
                .filter(this::isStopped)
                .map(Route::getEndpoint)
                .filter(PlatformHttpEndpoint.class::isInstance)
                .map(PlatformHttpEndpoint.class::cast)
                .anyMatch(endpoint -> takes(endpoint, method) && isMeant.test(endpoint.getPath()));
    }

    private boolean isStopped(Route route) {
        return context.getRouteController().getRouteStatus(route.getId()) != ServiceStatus.Started;
    }

    private static boolean takes(PlatformHttpEndpoint endpoint, String method) {
        String methods = endpoint.getHttpMethodRestrict();
        return methods == null || Arrays.asList(methods.split(",")).contains(method);
    }
}
