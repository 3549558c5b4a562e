package io.circlesync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.http.MediaTypes;
import io.circlesync.http.Query;
import io.circlesync.problem.HttpProblem;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.UUID;

/**
 * All that an API route needs of a request.
 *
 * @param path as it was sent, without the query
 * @param query its parameters
 * @param preconditions for which versions of a thing the call is meant
 * @param accept the media types that the caller would have, as the header says
 * @param operator whom the caller names as the one who asks
 * @param buttons whether the answer is shown at the management port to somebody who may act there
 * @param content the JSON object that was sent; empty where none was asked for
 */
public record ApiCall(
        String path,
        Query query,
        Preconditions preconditions,
        String accept,
        Optional<String> operator,
        boolean buttons,
        Optional<JsonNode> content) {

    /** Set by the management port alone, whose pages may send forms; it shows the API's token, too. */
    private static final String BUTTONS = "X-Buttons";

    private static final String JSON = "application/json";
    private static final String PROFILES = "/api/profiles/";

    /**
     * Takes a request apart.
     *
     * @throws HttpProblem 400 if its query is not percent-encoded properly, or a precondition or the operator's name is
     *     malformed
     */
    static ApiCall of(HttpServerRequest request) {
        return new ApiCall(
                request.path(),
                Query.of(request.query()),
                Preconditions.read(request.headers()),
                String.join(",", request.headers().getAll("Accept")),
                OperatorName.read(request.headers()),
                Boolean.parseBoolean(request.getHeader(BUTTONS)),
                Optional.empty());
    }

    /** The same call, with what was sent. */
    ApiCall with(JsonNode json) {
        return new ApiCall(path, query, preconditions, accept, operator, buttons, Optional.of(json));
    }

    /**
     * Refuses query parameters.
     *
     * @throws HttpProblem 400 if there is one
     */
    void requireNoQuery() {
        if (!query.isEmpty()) {
            throw HttpProblem.badRequest("Expected no query parameters.");
        }
    }

    /** Whether the caller would rather have this media type than JSON. */
    boolean prefers(String mediaType) {
        return MediaTypes.isPreferred(mediaType, JSON, accept);
    }

    /** Whether what changed is asked for, and not one thing. */
    public boolean asksForChanges() {
        return query.names().contains(ProfileList.SINCE);
    }

    /**
     * Which profile the path is about.
     *
     * @throws HttpProblem 404 if that is no UUID, for then it is nobody's
     */
    UUID profileId() {
        return QueryReader.parseUuid(after(PROFILES))
                .orElseThrow(() -> HttpProblem.notFound("There is no such profile; expected a UUID as its id."));
    }

    /**
     * The number by which the path names a thing; empty if it names none.
     *
     * @param before what comes before it, such as {@code /api/events/}
     */
    Optional<Long> id(String before) {
        return QueryReader.parseId(after(before));
    }

    /** What the path has behind this, up to what comes next. */
    private String after(String before) {
        String rest = path.startsWith(before) ? path.substring(before.length()) : "";
        int end = rest.indexOf('/');
        return end < 0 ? rest : rest.substring(0, end);
    }

    /** Names nobody: what was sent is somebody's data, and stays out of logs. */
    @Override
    public String toString() {
        return "ApiCall[" + path + "]";
    }
}
