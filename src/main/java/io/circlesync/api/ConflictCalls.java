package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import java.util.Map;

/** Says which conflict a call is about. */
public final class ConflictCalls {

    private static final String CONFLICTS = "/api/conflicts/";

    /**
     * The parameters of {@code conflict-find.sql}, from the path.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    public Map<String, Object> named(ApiCall call) {
        call.requireNoQuery();
        return Map.of("id", call.id(CONFLICTS).orElseThrow(() -> HttpProblem.notFound("There is no such conflict.")));
    }
}
