package io.circlesync.management;

import io.circlesync.http.KnownHosts;
import io.circlesync.http.Loopback;
import io.circlesync.http.OwnOrigin;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Refuses (403) what a web page of somebody else makes an operator's browser send.
 *
 * <p>While nobody has to log in, the request must name the address that the port is bound to or a loopback one, so that a
 * foreign name made to point here (DNS rebinding) is of no use. A request that carries an origin must come from this port's own
 * pages. Programs such as curl or Prometheus send no origin and are not concerned.
 */
final class OwnPagesOnly implements Handler<RoutingContext> {

    private static final Pattern READ = Pattern.compile("/jolokia/(read|list|search|version)(/.*)?");

    /** Steps within a path; on its way to Jolokia a backslash becomes a slash. */
    private static final Pattern DOTS = Pattern.compile("[/\\\\]\\.{1,2}([/\\\\]|$)");

    /** Should a text of somebody's ever get past the pages' own care; hawtio's editor has styles and workers of its own. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self';"
            + " form-action 'self'; frame-ancestors 'none'";

    private final KnownHosts hosts;
    private final boolean anyHost;
    private final boolean behindProxy;

    OwnPagesOnly(ManagementSettings settings) {
        hosts = new KnownHosts(settings.host());
        // Under a name of its own, such a page has nobody's login.
        anyHost = settings.login().required() || Loopback.isWildcard(settings.host());
        behindProxy = settings.login().behindProxy();
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Referrer-Policy", "same-origin");
        if (isKnownHost(request) && isOwnOrigin(request) && isOwnFetch(context) && !isActionByAddress(context)) {
            context.next();
        } else {
            context.response()
                    .setStatusCode(403)
                    .putHeader("Content-Type", "application/problem+json")
                    .end("{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                            + "\"detail\":\"The management port answers its own pages and local programs only;"
                            + " by GET, Jolokia answers read, list, search and version.\"}");
        }
    }

    /**
     * An address alone, as in an image, must not make Jolokia act, but it may make it read; hawtio looks for it at its
     * bare address.
     */
    private static boolean isActionByAddress(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = context.normalizedPath();
        boolean bare = path.matches("/jolokia/?") && request.query() == null;
        return path.startsWith("/jolokia")
                && !request.method().equals(HttpMethod.POST)
                && !bare
                && !isReadByAddress(context);
    }

    /**
     * Jolokia takes its operation from the path after all escapes and dots in it are resolved, and from a parameter if
     * the path has none. So the path must name a read literally, nothing may lead out of it, and the parameter must not
     * be there.
     */
    private static boolean isReadByAddress(RoutingContext context) {
        HttpServerRequest request = context.request();
        try {
            return request.method().equals(HttpMethod.GET)
                    && READ.matcher(request.path()).matches()
                    && READ.matcher(context.normalizedPath()).matches()
                    && !DOTS.matcher(decoded(context.normalizedPath())).find()
                    && !request.params().contains("p");
        } catch (IllegalArgumentException e) {
            // Nobody knows what escapes that cannot be read stand for.
            return false;
        }
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private boolean isKnownHost(HttpServerRequest request) {
        return anyHost || hosts.include(request);
    }

    private boolean isOwnOrigin(HttpServerRequest request) {
        if (behindProxy) {
            return OwnOrigin.isOf(request);
        }
        String origin = request.getHeader("Origin");
        return origin == null || origin.equalsIgnoreCase(request.scheme() + "://" + request.authority());
    }

    /** Browsers say where a request comes from even when it has no origin; following a link to a page is fine. */
    private static boolean isOwnFetch(RoutingContext context) {
        HttpServerRequest request = context.request();
        String site = request.getHeader("Sec-Fetch-Site");
        boolean own = site == null || site.equals("same-origin") || site.equals("none");
        return own
                || "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                        && Hawtio.isPage(context.normalizedPath())
                        && request.method().equals(HttpMethod.GET);
    }
}
