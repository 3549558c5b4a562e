package io.circlesync.api;

import io.circlesync.http.Secret;
import io.circlesync.problem.HttpProblem;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bearer token that callers of {@code /api} must show; without one the API is open. */
public final class ApiToken {

    private static final Pattern BEARER = Pattern.compile("bearer +(\\S+) *", Pattern.CASE_INSENSITIVE);

    private final Optional<Secret> expected;

    public ApiToken(Optional<String> expected) {
        this.expected = expected.map(Secret::new);
    }

    /**
     * Lets pass a caller whose {@code Authorization} header shows the token.
     *
     * @throws HttpProblem 401 if the header is missing or shows something else
     */
    public void check(Optional<String> authorization) {
        if (expected.isPresent() && authorization.filter(this::showsToken).isEmpty()) {
            throw HttpProblem.unauthorized("Expected the header 'Authorization: Bearer <api.token>'.");
        }
    }

    /** Whether nobody has to show anything. */
    boolean isOpen() {
        return expected.isEmpty();
    }

    private boolean showsToken(String authorization) {
        Matcher bearer = BEARER.matcher(authorization);
        return bearer.matches() && expected.orElseThrow().matches(bearer.group(1));
    }
}
