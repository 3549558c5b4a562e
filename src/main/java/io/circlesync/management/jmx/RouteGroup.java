package io.circlesync.management.jmx;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;

/** A group of routes, by Camel's own controller. */
final class RouteGroup implements Group {

    private final CamelContext context;
    private final String name;

    RouteGroup(CamelContext context, String name) {
        this.context = context;
        this.name = name;
    }

    @Override
    public String getState() {
        int started = getRoutesStarted();
        if (started == getRoutes()) {
            return ServiceStatus.Started.name();
        }
        return started == 0 ? ServiceStatus.Stopped.name() : "Partly";
    }

    @Override
    public int getRoutes() {
        return routes().size();
    }

    @Override
    public int getRoutesStarted() {
        return (int) routes().stream()
                .map(route -> context.getRouteController().getRouteStatus(route.getRouteId()))
                .filter(ServiceStatus.Started::equals)
                .count();
    }

    @Override
    public void pause() {
        try {
            context.getRouteController().stopRouteGroup(name);
        } catch (Exception e) {
            throw new IllegalStateException("The group " + name + " could not be stopped; its log says more", e);
        }
    }

    @Override
    public void resume() {
        try {
            context.getRouteController().startRouteGroup(name);
        } catch (Exception e) {
            throw new IllegalStateException("The group " + name + " could not be started; its log says more", e);
        }
    }

    private List<Route> routes() {
        return context.getRoutes().stream()
                .filter(route -> name.equals(route.getGroup()))
                .toList();
    }
}
