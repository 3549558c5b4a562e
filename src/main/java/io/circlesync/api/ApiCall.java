package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * All that an API route needs of a request.
 *
 * @param path as it was sent, without the query
 * @param query values by parameter name, decoded
 */
public record ApiCall(String path, Map<String, List<String>> query) {

    /**
     * Takes a request's path and query apart.
     *
     * @param rawQuery as it was sent, without the question mark; null if there is none
     * @throws HttpProblem 400 if the query is not percent-encoded properly
     */
    static ApiCall of(String path, String rawQuery) {
        if (rawQuery == null) {
            return new ApiCall(path, Map.of());
        }
        try {
            return new ApiCall(path, new QueryStringDecoder(rawQuery, StandardCharsets.UTF_8, false).parameters());
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("The query is malformed; expected percent-encoded UTF-8.");
        }
    }
}
