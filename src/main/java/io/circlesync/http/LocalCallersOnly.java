package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/** Refuses (403) what asks the public port for a foreign name while {@code /api} is open to everybody who reaches it. */
public final class LocalCallersOnly implements StartupListener {

    private static final HttpProblem REFUSAL = HttpProblem.forbidden("While there is no api.token, this port answers to"
            + " localhost, 127.0.0.1 and [::1] only, so that no page of others gets at it by a name of its own. Set"
            + " api.token, or let the proxy send 'Host: localhost'.");

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
        if (hosts.include(call.request())) {
            call.next();
            return;
        }
        ProblemResponse.end(call.response(), REFUSAL);
    }
}
