package io.circlesync.api;

import io.circlesync.problem.AllowedMethods;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.circlesync.problem.StoppedRoutes;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Answers what no route takes below {@code /api}: 404, 405 with what is allowed, 503 while it is stopped, and requests that the
 * HTTP server itself refuses. A Camel route cannot do this: a consumer that takes every path would stand before each route that an
 * operator stops and starts again, because the server asks its consumers in the order in which they came.
 */
public final class UnknownApiCalls implements StartupListener {

    /** After the door, which knows who asks. */
    private static final int BEFORE_ROUTES = -1;

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        StoppedRoutes stopped = new StoppedRoutes(context);
        context.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .forEach(router -> {
                    router.route("/api/*").order(BEFORE_ROUTES).handler(call -> refuseNamed(call, router, stopped));
                    router.route("/api/*")
                            .last()
                            .handler(call -> refuse(call, router, stopped))
                            .failureHandler(UnknownApiCalls::answerFailure);
                });
    }

    /** What a path that is named as it is does not take is not meant for a path with an id in that place. */
    private static void refuseNamed(RoutingContext call, VertxPlatformHttpRouter router, StoppedRoutes stopped) {
        if (stopped.haveNamed(call.request().method().name(), call.normalizedPath())) {
            answer(call, StoppedRoutes.problem());
            return;
        }
        Set<String> allowed = AllowedMethods.ofNamed(router, call.normalizedPath());
        if (allowed.isEmpty() || allowed.contains(call.request().method().name())) {
            call.next();
        } else {
            refuse(call, router, stopped);
        }
    }

    private static void refuse(RoutingContext call, VertxPlatformHttpRouter router, StoppedRoutes stopped) {
        if (stopped.have(call.request().method().name(), call.normalizedPath())) {
            answer(call, StoppedRoutes.problem());
            return;
        }
        Set<String> allowed = AllowedMethods.at(router, call.normalizedPath());
        if (allowed.isEmpty()) {
            answer(call, HttpProblem.notFound("There is nothing at this path; /openapi.json lists what there is."));
            return;
        }
        String methods = String.join(", ", allowed);
        call.response().putHeader("Allow", methods);
        answer(call, HttpProblem.methodNotAllowed("Expected the method " + methods + "."));
    }

    private static void answerFailure(RoutingContext call) {
        if (call.response().ended()) {
            return;
        }
        if (call.statusCode() == 400) {
            answer(call, HttpProblem.malformedRequest());
        } else {
            call.next();
        }
    }

    private static void answer(RoutingContext call, HttpProblem problem) {
        ProblemResponse.end(call.response(), problem);
    }
}
