package io.circlesync.management;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.circlesync.count.Counts;
import io.circlesync.json.Json;
import io.circlesync.management.login.Operator;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.circlesync.watch.ServiceState;
import io.circlesync.watch.ServiceStates;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;

/**
 * The service's own page in hawtio. hawtio loads its script (module federation) and shows it in the menu; what the page shows
 * comes from here: who looks at it, how the service stands, and the API.
 */
final class ServicePage {

    /** Below hawtio, so that it is loaded before somebody has logged in. */
    static final String FILES = "/hawtio/plugins/circle-sync";

    /** How hawtio is told of it: a container of modules, of which this one registers the page. */
    static final String DESCRIPTOR = Json.write(new Object[] {
        Map.of(
                "url", FILES,
                "scope", "circleSync",
                "module", "./plugin",
                "pluginEntry", "plugin",
                "remoteEntryFileName", "remoteEntry.js",
                "bustRemoteEntryCache", false)
    });

    private static final String DATA = "/circlesync";
    private static final String API = DATA + "/api/*";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ServiceStates states;
    private final Counts counts;
    private final Supplier<Optional<Instant>> awaySince;
    private final BooleanSupplier syncsNobody;
    private final PublicApi api;

    /**
     * @param states how the service stands
     * @param counts what this node has seen last
     * @param awaySince since when the database is away; empty while it is not
     * @param syncsNobody whether this node leaves the members to others
     */
    ServicePage(
            ServiceStates states,
            Counts counts,
            Supplier<Optional<Instant>> awaySince,
            BooleanSupplier syncsNobody,
            PublicApi api) {
        this.states = states;
        this.counts = counts;
        this.awaySince = awaySince;
        this.syncsNobody = syncsNobody;
        this.api = api;
    }

    void serve(VertxPlatformHttpRouter router) {
        router.get(FILES + "/*").handler(call -> {
            call.response().putHeader("Cache-Control", "no-cache");
            call.next();
        });
        router.get(FILES + "/*").handler(StaticHandler.create("hawtio"));
        router.get(DATA + "/me").handler(ServicePage::who);
        router.get(DATA + "/overview").blockingHandler(this::overview, false);
        router.route(API)
                .handler(router.bodyHandler())
                .handler(new ApiForOperators(router.vertx().createHttpClient(), api, DATA));
    }

    private static void who(RoutingContext call) {
        Operator operator = Operator.of(call);
        json(call).end(Json.write(Map.of("name", operator.name(), "mayAct", operator.mayAct())));
    }

    private void overview(RoutingContext call) {
        states.now()
                .ifPresentOrElse(
                        state -> json(call)
                                .end(Json.write(new Overview(
                                        state,
                                        counts.secretsRefused(),
                                        counts.eventsNotTaken(),
                                        awaySince.get(),
                                        syncsNobody.getAsBoolean()))),
                        () -> ProblemResponse.end(
                                call.response(),
                                HttpProblem.unavailable(
                                        awaySince
                                                .get()
                                                .map(ServicePage::away)
                                                .orElse(
                                                        "The database does not tell how the service stands; try again."),
                                        RETRY_AFTER)));
    }

    /** How the service stands, and what only this node has seen. */
    record Overview(
            @JsonUnwrapped ServiceState state,
            Map<String, Instant> secretsRefused,
            Map<String, Instant> eventsNotTaken,
            Optional<Instant> databaseAwaySince,
            boolean syncsNobody) {}

    private static String away(Instant since) {
        return "The database is away since " + since.truncatedTo(ChronoUnit.SECONDS)
                + ". Webhooks and /api are answered"
                + " with 503 meanwhile, and whoever is due waits. The runbook tells what to do: DatabaseAway.";
    }

    private static HttpServerResponse json(RoutingContext call) {
        return call.response().putHeader("Content-Type", "application/json").putHeader("Cache-Control", "no-store");
    }
}
