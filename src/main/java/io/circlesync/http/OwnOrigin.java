package io.circlesync.http;

import io.vertx.core.http.HttpServerRequest;

/** Whether a request comes from a page of this service, or from a program, which names no page. */
public final class OwnOrigin {

    private OwnOrigin() {}

    /**
     * Compares what the browser says of the page with what was asked for. A proxy that ends TLS changes the scheme, so
     * it is left out; one that changes the Host header tells the former in {@code X-Forwarded-Host}, which the page of
     * somebody else cannot send without being asked first, and nothing here answers such a question.
     */
    public static boolean isOf(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        String site = origin.replaceFirst("^https?://", "");
        String forwarded = request.getHeader("X-Forwarded-Host");
        return site.equalsIgnoreCase(String.valueOf(request.authority()))
                || forwarded != null && site.equalsIgnoreCase(forwarded.split(",", 2)[0].strip());
    }
}
