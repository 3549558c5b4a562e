package io.circlesync.management;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Map;

/**
 * The hawtio console, whose files lie in its own jar. It finds Jolokia at {@code /jolokia} of
 * the same port by itself.
 */
final class Hawtio {

    private static final String BASE = "/hawtio";
    private static final String FILES = "hawtio-static";
    private static final String YEAR = "public, max-age=31536000, immutable";
    private static final String ASK_FIRST = "no-cache";

    /** The pages left out need more than our Jolokia policy allows. */
    private static final String CONFIG = """
            {"branding":{"appName":"Circle Sync","showAppName":true,
             "appLogoUrl":"img/hawtio-logo.svg","appLogoDarkModeUrl":"img/hawtio-logo-darkmode.svg"},
             "disabledRoutes":["/runtime","/connect"]}
            """;

    /** What hawtio asks its server while it starts, and the answers of one that has our page and no presets. */
    private static final Map<String, String> ANSWERS = Map.of(
            "/hawtconfig.json", CONFIG,
            "/plugin", ServicePage.DESCRIPTOR,
            "/preset-connections", "[]",
            "/auth/config", "[]",
            "/auth/config/oidc", "[]",
            "/auth/config/session-timeout", "{\"timeout\":-1}",
            "/keycloak/enabled", "false",
            "/proxy/enabled", "false");

    private Hawtio() {}

    static void serve(Router router) {
        ANSWERS.forEach((path, json) -> router.get(BASE + path)
                .handler(context -> json(context.response()).end(json)));
        router.get(BASE + "/*").handler(context -> {
            context.response().putHeader("Cache-Control", isNamedByContent(context) ? YEAR : ASK_FIRST);
            context.next();
        });
        router.get(BASE + "/*").handler(StaticHandler.create(FILES));
        router.get(BASE + "/*").handler(Hawtio::page);
    }

    /** Whether this is the address of a page, which others may link to. */
    static boolean isPage(String path) {
        return path.equals(BASE) || path.startsWith(BASE + "/");
    }

    /** Addresses within hawtio are known to its script only; a name with a dot is a file that is missing. */
    private static void page(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.substring(path.lastIndexOf('/')).contains(".") || path.startsWith(BASE + "/jolokia")) {
            context.response().putHeader("Cache-Control", ASK_FIRST);
            context.next();
        } else {
            context.reroute(BASE + "/index.html");
        }
    }

    private static boolean isNamedByContent(RoutingContext context) {
        return context.normalizedPath().startsWith(BASE + "/static/");
    }

    private static HttpServerResponse json(HttpServerResponse response) {
        return response.putHeader("Content-Type", "application/json").putHeader("Cache-Control", "no-store");
    }
}
