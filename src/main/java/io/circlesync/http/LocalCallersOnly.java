package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * Refuses (403) what asks the public port for a foreign name, or comes from a page of others, while {@code /api} is open to
 * everybody who reaches it: no other site may act through the browser of whoever runs it.
 */
public final class LocalCallersOnly implements StartupListener {

    private static final HttpProblem FOREIGN_NAME =
            HttpProblem.forbidden("While there is no api.token, this port answers to"
                    + " localhost, 127.0.0.1 and [::1] only, so that no page of others gets at it by a name of its own. Set"
                    + " api.token, or let the proxy send 'Host: localhost'.");

    private static final HttpProblem FOREIGN_PAGE = HttpProblem.forbidden("Requests from other sites are refused while"
            + " there is no api.token. A proxy must pass on the Host header, or tell it in X-Forwarded-Host.");

    private final KnownHosts hosts;

    /** @param boundTo the address that the port is bound to */
    public LocalCallersOnly(String boundTo) {
        hosts = new KnownHosts(boundTo);
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        context.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .filter(VertxPlatformHttpRouter::isMainServer)
                .map(routes -> routes.getServer().getServer().requestHandler())
                .filter(Router.class::isInstance)
                .map(Router.class::cast)
                // Before everything that Camel has put there already.
                .forEach(router -> router.route().order(-1).handler(this::check));
    }

    private void check(RoutingContext call) {
        if (!hosts.include(call.request())) {
            ProblemResponse.end(call.response(), FOREIGN_NAME);
        } else if (!OwnOrigin.isOf(call.request())) {
            ProblemResponse.end(call.response(), FOREIGN_PAGE);
        } else {
            call.next();
        }
    }
}
