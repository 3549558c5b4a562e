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
 * @param isProbe whether it finds out if Circle is well, and so is sent while nothing else is
 */
public record CircleRequest(
        HttpMethods method,
        String path,
        long memberId,
        Optional<String> email,
        Optional<String> body,
        Optional<Hold> hold,
        boolean isProbe) {
    private static final String LIST = "/community_members?";

    private static final int LARGEST_ANSWER = 1 << 20;
    /** A page has a hundred members, and each of them all of the community's profile fields with their choices. */
    private static final int LARGEST_PAGE = 1 << 24;

    /** A request that is sent only while Circle is called. */
    public CircleRequest(
            HttpMethods method,
            String path,
            long memberId,
            Optional<String> email,
            Optional<String> body,
            Optional<Hold> hold) {
        this(method, path, memberId, email, body, hold, false);
    }

    /** Asks for the community, which is about nobody, and so tells whether Circle is well. */
    public static CircleRequest probe() {
        return probe("/community", CircleAccess.NOBODY);
    }

    /** Asks for something to find out whether Circle is well. */
    static CircleRequest probe(String path, long memberId) {
        return new CircleRequest(
                HttpMethods.GET, path, memberId, Optional.empty(), Optional.empty(), Optional.empty(), true);
    }

    /** Asks which profile fields the community has, as many as fit on a page. */
    public static CircleRequest profileFields() {
        return new CircleRequest(
                HttpMethods.GET,
                "/profile_fields?per_page=" + CirclePage.SIZE,
                CircleAccess.NOBODY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Asks for a page of the list of all members, from 1 on, those who are invited included. */
    static CircleRequest list(int page) {
        return new CircleRequest(
                HttpMethods.GET,
                LIST + "status=all&per_page=" + CirclePage.SIZE + "&page=" + page,
                CircleAccess.NOBODY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** How many bytes an answer may have. */
    int largestAnswer() {
        return path.startsWith(LIST) ? LARGEST_PAGE : LARGEST_ANSWER;
    }

    /** Says what is asked without saying anything about the person. */
    @Override
    public String toString() {
        return "CircleRequest[" + method + " " + path + "]";
    }
}
