package io.circlesync.management;

import com.zaxxer.hikari.HikariDataSource;
import io.circlesync.count.Counts;
import io.circlesync.database.Database;
import io.circlesync.database.DatabaseOutage;
import io.circlesync.http.HttpServers;
import io.circlesync.management.login.LoginGate;
import io.circlesync.watch.ServiceStates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.StaticService;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.service.ServiceSupport;

/**
 * What operators get beside Camel's own health, metrics and Jolokia: the database and the partners in both, hawtio, a login, and
 * a guard against web pages of others.
 */
public final class ManagementPort extends ServiceSupport implements StaticService {

    private static final int BEFORE_ALL = -10;
    private static final String JOLOKIA = "/jolokia*";

    private final CamelContext context;
    private final ManagementSettings settings;
    private final ServicePage page;
    private final CompletionStage<Void> beansShown;

    private ManagementPort(
            CamelContext context, ManagementSettings settings, ServicePage page, CompletionStage<Void> beansShown) {
        this.context = context;
        this.settings = settings;
        this.page = page;
        this.beansShown = beansShown;
    }

    /**
     * Binds what the management port shows; to be called before the context starts.
     *
     * @param states how the service stands
     * @param counts knows of the secrets that were refused here
     * @param syncsNobody whether this node leaves the members to others
     * @param api of the public port
     * @param beansShown done when JMX shows all that it is to show
     */
    public static void bind(
            CamelContext context,
            ManagementSettings settings,
            Database database,
            DatabaseOutage outage,
            ServiceStates states,
            Counts counts,
            BooleanSupplier syncsNobody,
            PublicApi api,
            CompletionStage<Void> beansShown)
            throws Exception {
        context.getRegistry().bind("databaseHealth", new DatabaseHealthCheck(database.dataSource(), outage::isAway));
        context.getRegistry().bind("partnerHealth", new PartnerHealthCheck(states));
        MeterRegistry metrics = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (metrics != null) {
            for (DataSource pool : List.of(database.dataSource(), database.intake(), database.lists())) {
                pool.unwrap(HikariDataSource.class).setMetricRegistry(metrics);
            }
            // Camel's own gauge of added routes counts those again that are stopped and started.
            Gauge.builder("circlesync.routes.stopped", context, ManagementPort::routesStopped)
                    .description("Routes of this node that do not run.")
                    .register(metrics);
            Gauge.builder("circlesync.node.idle", () -> syncsNobody.getAsBoolean() ? 1 : 0)
                    .description(
                            "1 while this node syncs nobody, because another one was started with other circle.fields.")
                    .register(metrics);
        }
        context.getRegistry()
                .findByType(PrometheusMeterRegistry.class)
                .forEach(prometheus ->
                        prometheus.getPrometheusRegistry().register(new StateMetrics(states, outage::isAway)));
        context.addService(new ManagementPort(
                context, settings, new ServicePage(states, counts, outage::awaySince, syncsNobody, api), beansShown));
    }

    private static long routesStopped(CamelContext context) {
        RouteController controller = context.getRouteController();
        return context.getRoutes().stream()
                .map(route -> controller.getRouteStatus(route.getRouteId()))
                .filter(status -> status != ServiceStatus.Started)
                .count();
    }

    @Override
    protected void doStart() {
        ManagementHttpServer server = context.hasService(ManagementHttpServer.class);
        if (server == null) {
            return;
        }
        VertxPlatformHttpRouter router = server.getRouter();
        // Before everything that Camel has put there already.
        router.route().order(BEFORE_ALL).handler(new OwnPagesOnly(settings));
        new LoginGate(settings.login(), router.vertx()).guard(router, BEFORE_ALL + 1);
        router.route(JOLOKIA).order(BEFORE_ALL + 4).handler(this::waitForBeans);
        page.serve(router);
        Hawtio.serve(router);
        // Last of all.
        context.getRegistry().findSingleByType(HttpServers.class).openManagementPort();
    }

    /** Whoever asks by JMX as soon as the service is ready is told of all of it. */
    private void waitForBeans(RoutingContext call) {
        call.request().pause();
        Context itsOwn = call.vertx().getOrCreateContext();
        beansShown.thenRun(() -> itsOwn.runOnContext(any -> {
            call.request().resume();
            call.next();
        }));
    }
}
