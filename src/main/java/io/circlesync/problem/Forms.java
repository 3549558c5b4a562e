package io.circlesync.problem;

import java.util.Locale;
import java.util.Set;

/** Refuses what a browser's form or curl's {@code -d} sends where JSON is expected. */
public final class Forms {

    private static final Set<String> TYPES = Set.of("application/x-www-form-urlencoded", "multipart/form-data");

    private static final String JSON = "application/json";

    private Forms() {}

    /**
     * Lets pass what is no form.
     *
     * @param contentType as it was given; null if it was not
     * @throws HttpProblem 415 for a form
     */
    public static void refuse(String contentType) {
        refuse(contentType, JSON);
    }

    /**
     * As {@link #refuse(String)}, where something else than JSON is expected.
     *
     * @param expected the type that is
     */
    public static void refuse(String contentType, String expected) {
        if (isMeantBy(contentType)) {
            throw problem(expected);
        }
    }

    /**
     * Whether the server would read the body as a form, and fail where it cannot.
     *
     * @param contentType as it was given; null if it was not
     */
    public static boolean isMeantBy(String contentType) {
        // As the server does, which looks at no more than how it begins.
        String given = contentType == null ? "" : contentType.strip().toLowerCase(Locale.ROOT);
        return TYPES.stream().anyMatch(given::startsWith);
    }

    /** 415 with what to send instead. */
    public static HttpProblem problem() {
        return problem(JSON);
    }

    private static HttpProblem problem(String expected) {
        return HttpProblem.unsupportedMediaType(
                "A form cannot be read here; expected a body of 'Content-Type: " + expected + "'.");
    }
}
