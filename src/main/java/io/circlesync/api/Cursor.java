package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where the next page of a list begins: below the last id of this one, so that rows that arrive in between neither
 * repeat nor hide another. Callers hand it back as it is and need not know what it holds.
 */
final class Cursor {

    private static final String PREFIX = "before:";

    private Cursor() {}

    static String below(long id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((PREFIX + id).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The id below which the page begins.
     *
     * @throws HttpProblem 400 if the cursor was not made here
     */
    static long read(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (text.startsWith(PREFIX)) {
                return Long.parseLong(text.substring(PREFIX.length()));
            }
        } catch (IllegalArgumentException e) {
            // Said below, like a text with another beginning.
        }
        throw QueryReader.wrong("cursor", "the nextCursor of an earlier answer");
    }
}
