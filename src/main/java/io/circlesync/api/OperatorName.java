package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom a caller names as the person who asks, for the timeline. The caller has shown the API's token by then, and is believed:
 * the management port names who has logged in there, an app of one's own whom it knows.
 */
final class OperatorName {

    private static final String HEADER = "X-Operator";

    /** No blank and no sign of markup; the names of the management port's users are among them. */
    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9._@-]{0,63}");

    private OperatorName() {}

    /**
     * Reads it.
     *
     * @throws HttpProblem 400 if it is malformed, or there are two
     */
    static Optional<String> read(MultiMap headers) {
        List<String> names = headers.getAll(HEADER);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        if (names.size() > 1 || !FORM.matcher(names.get(0)).matches()) {
            throw HttpProblem.badRequest(
                    HEADER + " is malformed; expected one name of letters, digits and . _ @ -, 64 at most.");
        }
        return Optional.of(names.get(0));
    }
}
