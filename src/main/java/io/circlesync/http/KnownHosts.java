package io.circlesync.http;

import io.vertx.core.http.HttpServerRequest;

/**
 * The names by which a port may be asked for. A page of somebody else may call itself by a name that it makes point here
 * (DNS rebinding), and is then to the browser one of our own; but it cannot be called by a loopback name.
 */
public final class KnownHosts {

    private final String boundTo;

    /** @param boundTo the address that the port is bound to, which may be asked for, too, unless it stands for all */
    public KnownHosts(String boundTo) {
        this.boundTo = Loopback.bare(boundTo);
    }

    /** Whether a request names this machine as it should. */
    public boolean include(HttpServerRequest request) {
        if (request.authority() == null) {
            return false;
        }
        String host = Loopback.bare(request.authority().host());
        return Loopback.is(host) || host.equals(boundTo) && !Loopback.isWildcard(boundTo);
    }
}
