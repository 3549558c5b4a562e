package io.circlesync.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a request while it comes, for a thread that may wait. No more of it is taken than is read, so that the rest
 * stays with the sender. Only for routes that leave the body alone ({@code useBodyHandler=false}).
 */
public final class BodyStream extends InputStream {

    /** A sender that goes on sends something within this time. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final byte[] END = new byte[0];
    private static final byte[] BROKEN = new byte[0];

    private final HttpServerRequest request;
    private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
    private byte[] part = END;
    private int position;
    private boolean ended;

    /** Takes over the body, of which nothing may have been read. */
    public BodyStream(HttpServerRequest request) {
        this.request = request;
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        if (request.isEnded()) {
            ended = true;
        } else {
            request.pause()
                    .exceptionHandler(broken -> arrived.add(BROKEN))
                    .handler(buffer -> arrived.add(buffer.getBytes()))
                    .endHandler(end -> arrived.add(END));
        }
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : part[position++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, part.length - position);
        System.arraycopy(part, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean isAtEnd() throws IOException {
        while (!ended && position == part.length) {
            part = next();
            position = 0;
            ended = part == END;
        }
        return ended;
    }

    private byte[] next() throws IOException {
        request.fetch(1);
        try {
            byte[] next = arrived.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new IOException("nothing came for " + PATIENCE.toSeconds() + " s");
            }
            if (next == BROKEN) {
                throw new IOException("the connection was closed");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
