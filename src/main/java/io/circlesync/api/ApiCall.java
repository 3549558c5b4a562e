package io.circlesync.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.problem.HttpProblem;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * All that an API route needs of a request.
 *
 * @param path as it was sent, without the query
 * @param query values by parameter name, decoded
 * @param ifMatch for which versions of a thing the call is meant
 * @param content the JSON object that was sent; empty where none was asked for
 */
public record ApiCall(String path, Map<String, List<String>> query, IfMatch ifMatch, Optional<JsonNode> content) {

    private static final String PROFILES = "/api/profiles/";

    /**
     * Takes a request's path and query apart.
     *
     * @param rawQuery as it was sent, without the question mark; null if there is none
     * @throws HttpProblem 400 if the query is not percent-encoded properly
     */
    static ApiCall of(String path, String rawQuery, List<String> ifMatch) {
        return new ApiCall(path, query(rawQuery), IfMatch.read(ifMatch), Optional.empty());
    }

    /** The same call, with what was sent. */
    ApiCall with(JsonNode json) {
        return new ApiCall(path, query, ifMatch, Optional.of(json));
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

    /**
     * Which profile the path is about.
     *
     * @throws HttpProblem 404 if that is no UUID, for then it is nobody's
     */
    UUID profileId() {
        String rest = path.startsWith(PROFILES) ? path.substring(PROFILES.length()) : "";
        int end = rest.indexOf('/');
        return QueryReader.parseUuid(end < 0 ? rest : rest.substring(0, end))
                .orElseThrow(() -> HttpProblem.notFound("There is no such profile; expected a UUID as its id."));
    }

    /** Names nobody: what was sent is somebody's data, and stays out of logs. */
    @Override
    public String toString() {
        return "ApiCall[" + path + "]";
    }

    private static Map<String, List<String>> query(String rawQuery) {
        if (rawQuery == null) {
            return Map.of();
        }
        try {
            return new QueryStringDecoder(rawQuery, StandardCharsets.UTF_8, false).parameters();
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("The query is malformed; expected percent-encoded UTF-8.");
        }
    }
}
