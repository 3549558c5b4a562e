package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import java.time.Duration;

/** A Vert.x whose HTTP servers keep to limits. Camel makes its servers without options, and only asks which Vert.x to use. */
final class LimitedVertx extends VertxWrapper {

    /** What is sent line by line may keep a thread for long; no thread that takes less is told to be stuck. */
    private static final Duration LONGEST_WORK = Duration.ofHours(1);

    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(500);

    private final HttpLimits limits;
    private final Connections connections;

    LimitedVertx(HttpLimits limits, Connections connections) {
        super((VertxInternal) Vertx.vertx(new VertxOptions()
                .setWorkerPoolSize(limits.threads())
                .setMaxWorkerExecuteTime(LONGEST_WORK.toNanos())));
        this.limits = limits;
        this.connections = connections;
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        delegate.setPeriodic(SWEEP_INTERVAL.toMillis(), sweep -> connections.sweep());
        // One request at a time for each connection, so that the limits are what they seem.
        options.setHttp2ClearTextEnabled(false);
        // For those who do not read their answer; all others are ended before.
        options.setIdleTimeout((int) limits.nextHead().plusSeconds(15).toSeconds());
        return super.createHttpServer(options)
                .connectionHandler(connections)
                .invalidRequestHandler(LimitedVertx::refuse);
    }

    private static void refuse(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        HttpProblem problem = HttpProblem.badRequest("The request is malformed; expected HTTP/1.1.");
        if (cause instanceof TooLongHttpLineException) {
            problem = HttpProblem.uriTooLong("Path and query are too long; expected at most "
                    + HttpServerOptions.DEFAULT_MAX_INITIAL_LINE_LENGTH + " characters in the request's first line.");
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem = HttpProblem.headersTooLarge("The headers are too large; expected at most "
                    + HttpServerOptions.DEFAULT_MAX_HEADER_SIZE + " bytes.");
        }
        ProblemResponse.end(request.response().putHeader("Connection", "close"), problem)
                .onComplete(sent -> request.connection().close());
    }
}
