package io.circlesync.http;

import java.time.Duration;

/**
 * How much of one HTTP server its callers may take up.
 *
 * @param threads that work on requests, made when they are needed first; more than all rooms together take
 * @param connections open at the same time; past it, one gives way on which nobody who has shown a secret is served
 * @param head within which the head of a connection's first request is there
 * @param nextHead within which the next request's is, which is also how long a connection may be idle; longer than the
 *     minute for which load balancers keep theirs
 * @param body within which a request's body is there once its head is
 * @param knownBytes of the bodies of callers that have shown a secret, all that are under way together
 * @param unknownBytes the same for everybody else
 */
public record HttpLimits(
        int threads,
        int connections,
        Duration head,
        Duration nextHead,
        Duration body,
        long knownBytes,
        long unknownBytes) {

    /** What a heap of this size bears, in bytes: a body takes several times its length while it is worked on. */
    public static HttpLimits of(long heap) {
        return new HttpLimits(
                32,
                1_000,
                Duration.ofSeconds(20),
                Duration.ofSeconds(75),
                Duration.ofSeconds(20),
                heap / 16,
                heap / 32);
    }
}
