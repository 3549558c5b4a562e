package io.circlesync.problem;

import java.util.Locale;
import java.util.Set;

/** Refuses what a browser's form or curl's {@code -d} sends where JSON is expected. */
public final class Forms {

    private static final Set<String> TYPES = Set.of("application/x-www-form-urlencoded", "multipart/form-data");

    private Forms() {}

    /**
     * Lets pass what is no form.
     *
     * @param contentType as it was given; null if it was not
     * @throws HttpProblem 415 for a form
     */
    public static void refuse(String contentType) {
        if (isMeantBy(contentType)) {
            throw problem();
        }
    }

    /**
     * Whether the server would read the body as a form, and fail where it cannot.
     *
     * @param contentType as it was given; null if it was not
     */
    public static boolean isMeantBy(String contentType) {
        String given = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        // A form's own fields and the query may be mixed into the headers, so the type may be one of several.
        return TYPES.stream().anyMatch(given::contains);
    }

    /** 415 with what to send instead. */
    public static HttpProblem problem() {
        return HttpProblem.unsupportedMediaType(
                "A form cannot be read here; expected JSON, sent with 'Content-Type: application/json'.");
    }
}
