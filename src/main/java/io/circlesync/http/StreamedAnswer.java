package io.circlesync.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An answer that is sent while it is found, by a thread that may wait: it goes on when the caller has taken what was sent
 * before. Camel leaves alone what has come to its end here.
 */
public final class StreamedAnswer {

    /** A caller that listens takes something within this time. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpServerResponse response;

    public StreamedAnswer(HttpServerResponse response) {
        this.response = response;
    }

    /**
     * Begins a successful answer.
     *
     * @param contentType of what follows
     */
    public void begin(String contentType) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, contentType).setChunked(true);
    }

    /**
     * Sends more of it.
     *
     * @throws IOException if the caller does not take it
     */
    public void write(String text) throws IOException {
        await(response.write(text));
    }

    /**
     * Ends it.
     *
     * @throws IOException if the caller does not take it
     */
    public void end() throws IOException {
        await(response.end());
    }

    private static void await(Future<Void> sent) throws IOException {
        try {
            sent.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the caller does not take the answer", e);
        }
    }
}
