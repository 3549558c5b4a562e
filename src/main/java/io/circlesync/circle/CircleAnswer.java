package io.circlesync.circle;

import io.circlesync.circle.CircleException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What came back to a request.
 *
 * @param status of HTTP
 * @param retryAfter the header of this name, as it came
 */
public record CircleAnswer(CircleRequest request, int status, Optional<String> retryAfter, byte[] body) {

    /**
     * Reads an answer.
     *
     * @param body null if there is none
     * @throws IOException if the answer breaks off
     * @throws CircleException if it is larger than any can be
     */
    static CircleAnswer of(CircleRequest request, int status, Optional<String> retryAfter, InputStream body)
            throws IOException {
        int largest = request.largestAnswer();
        byte[] bytes = body == null ? new byte[0] : body.readNBytes(largest + 1);
        if (bytes.length > largest) {
            throw new CircleException(Kind.UNAVAILABLE, "Circle's answer is larger than " + largest + " bytes");
        }
        return new CircleAnswer(request, status, retryAfter, bytes);
    }

    /** Says what came back to what, without saying anything about the person. */
    @Override
    public String toString() {
        return "CircleAnswer[" + status + " to " + request + "]";
    }
}
