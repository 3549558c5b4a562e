package io.circlesync.message;

import io.circlesync.outbox.Refusal;
import io.circlesync.retry.RetryAfter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Says whose matter it is that a partner of which nothing else is known has not taken a call. */
final class HttpRefusals {

    private HttpRefusals() {}

    /**
     * Understands what camel-http throws.
     *
     * @param clock from which on a wish to be left in peace counts
     */
    static Refusal of(Throwable why, Clock clock) {
        if (why instanceof HttpOperationFailedException answer) {
            int status = answer.getStatusCode();
            return Refusal.ofHttp(status, Integer.toString(status))
                    .retryAfter(retryAfter(answer.getResponseHeaders(), clock));
        }
        // Their own words may hold the address, which may be a secret.
        String error = why.getClass().getSimpleName();
        return why instanceof IOException ? Refusal.unreached(error) : Refusal.ofMessage(error);
    }

    private static Optional<Duration> retryAfter(Map<String, String> headers, Clock clock) {
        return Stream.ofNullable(headers)
                .flatMap(all -> all.entrySet().stream())
                .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                .findFirst()
                .flatMap(header -> RetryAfter.read(header.getValue(), clock));
    }
}
