package io.circlesync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.problem.AllowedMethods;
import io.circlesync.problem.Forms;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Answers what no route takes below {@code /api}: 404, 405 with what is allowed, and requests that the HTTP server
 * itself refuses. A Camel route cannot do this: a consumer that takes every path would stand before each route that an
 * operator stops and starts again, because the server asks its consumers in the order in which they came.
 */
public final class UnknownApiCalls implements StartupListener {

    private final ApiToken token;

    public UnknownApiCalls(ApiToken token) {
        this.token = token;
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        context.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .forEach(router -> router.route("/api/*")
                        .last()
                        .handler(call -> refuse(call, router))
                        .failureHandler(UnknownApiCalls::answerFailure));
    }

    private void refuse(RoutingContext call, VertxPlatformHttpRouter router) {
        try {
            token.check(Optional.ofNullable(call.request().getHeader("Authorization")));
        } catch (HttpProblem problem) {
            answer(call, problem);
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
        if (call.statusCode() == 413) {
            answer(call, HttpProblem.contentTooLarge("The body is too large."));
        } else if (call.statusCode() == 400 && Forms.isMeantBy(call.request().getHeader("Content-Type"))) {
            // The server reads forms by itself and stumbles over JSON in them.
            answer(call, Forms.problem());
        } else if (call.statusCode() == 400) {
            answer(call, HttpProblem.badRequest("The request is malformed; expected percent-encoded UTF-8."));
        } else if (call.failure() instanceof IllegalStateException
                && call.request().method() == HttpMethod.GET) {
            // The server refuses to read a form that comes with a GET.
            answer(call, HttpProblem.unsupportedMediaType("Expected no form."));
        } else {
            call.next();
        }
    }

    private static void answer(RoutingContext call, HttpProblem problem) {
        call.response().setStatusCode(problem.status());
        ProblemResponse.headers(problem).forEach(call.response()::putHeader);
        try {
            call.end(ProblemResponse.body(problem));
        } catch (JsonProcessingException e) {
            call.fail(e);
        }
    }
}
