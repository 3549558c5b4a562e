package io.circlesync.circle;

import java.util.Optional;
import org.apache.camel.component.http.HttpMethods;

/**
 * One request to Circle's Admin API.
 *
 * @param method in camel-http's own type: a text would have it look for a converter in each call
 * @param path below the API's base, with a query that names nobody
 * @param memberId whom it is about; {@link CircleAccess#NOBODY} for a search or a list
 * @param email whom it searches for
 * @param body JSON
 * @param hold for a request that shows somebody's data to Circle, by what right
 */
public record CircleRequest(
        HttpMethods method,
        String path,
        long memberId,
        Optional<String> email,
        Optional<String> body,
        Optional<Hold> hold) {

    private static final String PROBE = "/community";

    /** Asks for the community, which is about nobody, and so tells whether Circle is well. */
    static CircleRequest probe() {
        return new CircleRequest(
                HttpMethods.GET, PROBE, CircleAccess.NOBODY, Optional.empty(), Optional.empty(), Optional.empty());
    }

    boolean isProbe() {
        return path.equals(PROBE);
    }

    /** Says what is asked without saying anything about the person. */
    @Override
    public String toString() {
        return "CircleRequest[" + method + " " + path + "]";
    }
}
