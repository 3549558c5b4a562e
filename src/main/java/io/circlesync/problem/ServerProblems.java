package io.circlesync.problem;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Answers with problem+json too where the HTTP server refuses a request before any route sees it. */
public final class ServerProblems implements StartupListener {

    private static final int TOO_LARGE = 413;
    private static final Set<Integer> NOT_THERE = Set.of(404, 405);
    private static final Map<Integer, Supplier<HttpProblem>> PROBLEMS = Map.of(
            400,
            HttpProblem::malformedRequest,
            404,
            () -> HttpProblem.notFound("There is nothing at this path."),
            405,
            () -> HttpProblem.methodNotAllowed("This path does not take the request's method."),
            500,
            HttpProblem::internalError);

    private final int port;
    private final long largestBody;

    /**
     * @param port of the server that is meant
     * @param largestBody bytes that it takes for a body
     */
    public ServerProblems(int port, long largestBody) {
        this.port = port;
        this.largestBody = largestBody;
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        VertxPlatformHttpRouter routes =
                VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        // The routes' own router sits below the server's, and it is this one that answers what nobody took.
        if (routes.getServer().getServer().requestHandler() instanceof Router router) {
            router.errorHandler(
                    TOO_LARGE,
                    failed -> ProblemResponse.end(failed.response(), HttpProblem.contentTooLarge(largestBody)));
            StoppedRoutes stopped = new StoppedRoutes(context);
            PROBLEMS.keySet()
                    .forEach(status -> router.errorHandler(status, failed -> answer(failed, status, routes, stopped)));
        }
    }

    private static void answer(
            RoutingContext failed, int status, VertxPlatformHttpRouter routes, StoppedRoutes stopped) {
        if (failed.response().headWritten()) {
            // Nothing else can be said any more, and whoever reads on has to know that it is not whole.
            failed.request().connection().close();
            return;
        }
        if (NOT_THERE.contains(status) && stopped.have(failed.request().method().name(), failed.normalizedPath())) {
            ProblemResponse.end(failed.response(), StoppedRoutes.problem());
            return;
        }
        HttpServerResponse response = failed.response().setStatusCode(status);
        if (status == 405) {
            response.putHeader("Allow", String.join(", ", AllowedMethods.at(routes, failed.normalizedPath())));
        }
        HttpProblem problem = problem(failed, status);
        ProblemResponse.end(response, problem);
    }

    /** JSON that is called a form is refused for its type, even where the server has stumbled over its content first. */
    private static HttpProblem problem(RoutingContext failed, int status) {
        if (status == 400 && Forms.isMeantBy(failed.request().getHeader("Content-Type"))) {
            return Forms.problem();
        }
        return PROBLEMS.get(status).get();
    }
}
