package io.circlesync.http;

import io.circlesync.settings.SettingsException;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.apache.camel.StartupListener;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each of Camel's two HTTP servers limits and threads of its own, so that the management port answers whatever happens
 * to the public one.
 */
public final class HttpServers implements StartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServers.class);

    /** Bytes; what hawtio asks in one call. */
    private static final long LARGEST_MANAGEMENT_BODY = 1 << 20;

    private final HttpLimits limits;
    private final long largestBody;
    private final Connections callers;
    private final Connections operators;
    private final List<FrontDoor> doors = new ArrayList<>();
    private final Map<Integer, LimitedVertx> byPort = new HashMap<>();
    private volatile boolean publicOpen;
    private volatile boolean managementOpen;

    private HttpServers(HttpLimits limits, long largestBody) {
        this.limits = limits;
        this.largestBody = largestBody;
        this.callers = new Connections(limits);
        this.operators = new Connections(limits);
    }

    /**
     * Prepares the servers, which Camel has made and not started yet. What guards a path is found in the registry, as beans of
     * the type {@link CallerCheck}.
     *
     * @param publicPort tells the public server from the other
     * @param largestBody bytes that the public port takes
     * @param tls what the other server shows by TLS; empty where it speaks plain HTTP
     * @throws SettingsException if that cannot be used
     */
    public static void limit(
            CamelContext context, int publicPort, HttpLimits limits, long largestBody, Optional<PemFiles> tls)
            throws Exception {
        HttpServers servers = new HttpServers(limits, largestBody);
        VertxLife life = new VertxLife(servers.doors);
        context.getCamelContextExtension().getServices().stream()
                .filter(VertxPlatformHttpServer.class::isInstance)
                .map(VertxPlatformHttpServer.class::cast)
                .forEach(server -> {
                    LimitedVertx vertx = server.getConfigurationPort() == publicPort
                            ? new LimitedVertx(limits, servers.callers, Optional.empty(), () -> servers.publicOpen)
                            : new LimitedVertx(limits, servers.operators, tls, () -> servers.managementOpen);
                    life.add(vertx);
                    servers.byPort.put(server.getConfigurationPort(), vertx);
                    server.setVertx(vertx);
                });
        ManagementHttpServer management = context.hasService(ManagementHttpServer.class);
        if (management != null) {
            management.setMaxBodySize(LARGEST_MANAGEMENT_BODY);
        }
        context.addLifecycleStrategy(life);
        context.addStartupListener(servers);
        context.getRegistry().bind("httpServers", servers);
    }

    /** Lets the management port answer with more than 503, once all that guards it is up. */
    public void openManagementPort() {
        managementOpen = true;
    }

    /**
     * Routes are not started yet, so nothing is served before the door stands.
     *
     * @throws SettingsException if somebody has taken a port since it was found to be free, of which Vert.x tells in the log alone
     */
    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        byPort.forEach((port, vertx) -> {
            if (!vertx.listens()) {
                throw FreePorts.taken(port);
            }
        });
        for (VertxPlatformHttpRouter router : context.getRegistry().findByType(VertxPlatformHttpRouter.class)) {
            if (router.isMainServer()) {
                FrontDoor door = new FrontDoor(callers, limits, largestBody);
                door.guard(
                        router,
                        context.getRegistry().findByType(CallerCheck.class),
                        context.getRegistry().findByType(Room.class),
                        context.getRegistry().findByType(StreamedBody.class));
                doors.add(door);
            } else {
                new FrontDoor(operators, limits, LARGEST_MANAGEMENT_BODY)
                        .guard(router, List.of(), List.of(), List.of());
            }
        }
    }

    /**
     * Lets the public port answer with more than 503. It listens before the routes are there, and a webhook that is told that
     * nothing is at its address does not come again.
     */
    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        publicOpen = true;
    }

    /** Ends each Vert.x that Camel did not make itself, once the doors before it, and the servers on it, are closed. */
    private static final class VertxLife extends LifecycleStrategySupport {

        private final List<Vertx> all = new ArrayList<>();
        private final List<FrontDoor> doors;

        VertxLife(List<FrontDoor> doors) {
            this.doors = doors;
        }

        void add(Vertx vertx) {
            all.add(vertx);
        }

        /** Before any route is stopped: what is not there any more would be told to be unknown. */
        @Override
        public void onContextStopping(CamelContext context) {
            doors.forEach(FrontDoor::close);
        }

        @Override
        public void onContextStopped(CamelContext context) {
            all.forEach(VertxLife::close);
        }

        private static void close(Vertx vertx) {
            try {
                vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn("The threads of an HTTP server did not end", e);
            }
        }
    }
}
