package io.circlesync.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** Whether a request comes from a page of this service, or from a program, which names no page. */
public final class OwnOrigin {

    /** Fetch Metadata: a page of ours, or an address that somebody typed. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private OwnOrigin() {}

    /**
     * Compares what the browser says of the page with what was asked for. A proxy that ends TLS changes the scheme, so
     * it is left out; one that changes the Host header tells the former in {@code X-Forwarded-Host}, which the page of
     * somebody else cannot send without being asked first, and nothing here answers such a question. Where the browser
     * leaves the page out, it says at least whether it is another site's; a link that somebody follows changes nothing.
     */
    public static boolean isOf(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return !isOfAnotherSite(request) || isLinkFollowed(request);
        }
        String site = origin.replaceFirst("^https?://", "");
        String forwarded = request.getHeader("X-Forwarded-Host");
        return site.equalsIgnoreCase(String.valueOf(request.authority()))
                || forwarded != null && site.equalsIgnoreCase(forwarded.split(",", 2)[0].strip());
    }

    private static boolean isOfAnotherSite(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null && !OWN_SITES.contains(site);
    }

    private static boolean isLinkFollowed(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) && "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
    }
}
