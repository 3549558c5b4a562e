package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says which conflict a call is about. */
public final class ConflictCalls {

    private static final Pattern PATH = Pattern.compile("/api/conflicts/([1-9]\\d{0,17})/flip");

    /**
     * The parameters of {@code conflict-find.sql}, from the path.
     *
     * @throws HttpProblem 404 if it names none, 400 if there are query parameters
     */
    public Map<String, Object> named(ApiCall call) {
        call.requireNoQuery();
        Matcher path = PATH.matcher(call.path());
        if (!path.matches()) {
            throw HttpProblem.notFound("There is no such conflict.");
        }
        return Map.of("id", Long.valueOf(path.group(1)));
    }
}
