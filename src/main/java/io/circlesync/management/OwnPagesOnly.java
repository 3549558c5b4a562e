package io.circlesync.management;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses (403) what a web page of somebody else makes an operator's browser send.
 *
 * <p>While the port is bound to one address, the request must name that address or a loopback one, so that a foreign
 * name made to point here (DNS rebinding) is of no use. A request that carries an origin must come from this port's own
 * pages. Programs such as curl or Prometheus send no origin and are not concerned.
 */
final class OwnPagesOnly implements Handler<RoutingContext> {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

    private final String boundTo;
    private final boolean anyHost;

    OwnPagesOnly(String boundTo) {
        this.boundTo = boundTo.toLowerCase(Locale.ROOT);
        this.anyHost = isWildcard(boundTo);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "same-origin");
        if (isKnownHost(request) && isOwnOrigin(request) && isOwnFetch(request) && !isActionByAddress(request)) {
            context.next();
        } else {
            context.response()
                    .setStatusCode(403)
                    .putHeader("Content-Type", "application/problem+json")
                    .end("{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                            + "\"detail\":\"The management port answers its own pages and local programs only;"
                            + " Jolokia is asked by POST.\"}");
        }
    }

    /** An address alone, as in an image, must not make Jolokia act; hawtio looks for it at its bare address. */
    private static boolean isActionByAddress(HttpServerRequest request) {
        boolean bare = request.path().matches("/jolokia/?") && request.query() == null;
        return request.path().startsWith("/jolokia") && !request.method().equals(HttpMethod.POST) && !bare;
    }

    private boolean isKnownHost(HttpServerRequest request) {
        if (anyHost) {
            return true;
        }
        if (request.authority() == null) {
            return false;
        }
        String host = request.authority().host().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
        return LOOPBACK.contains(host) || host.equals(boundTo);
    }

    private static boolean isOwnOrigin(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin == null || origin.equalsIgnoreCase(request.scheme() + "://" + request.authority());
    }

    /** Browsers say where a request comes from even when it has no origin; following a link to a page is fine. */
    private static boolean isOwnFetch(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        boolean own = site == null || site.equals("same-origin") || site.equals("none");
        return own
                || "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                        && Hawtio.isPage(request.path())
                        && request.method().equals(HttpMethod.GET);
    }

    private static boolean isWildcard(String address) {
        try {
            return InetAddress.getByName(address).isAnyLocalAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
