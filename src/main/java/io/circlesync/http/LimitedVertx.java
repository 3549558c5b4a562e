package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.circlesync.settings.SettingsException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A Vert.x whose HTTP servers keep to limits. Camel makes its servers without options, and only asks which Vert.x to use. */
final class LimitedVertx extends VertxWrapper {

    /** What is sent line by line may keep a thread for long; no thread that takes less is told to be stuck. */
    private static final Duration LONGEST_WORK = Duration.ofHours(1);

    private static final Duration SWEEP_INTERVAL = Duration.ofMillis(500);

    private final HttpLimits limits;
    private final Connections connections;
    private final Optional<PemKeyCertOptions> tls;
    private final BooleanSupplier open;
    private volatile boolean listens;

    /**
     * @param tls what its servers show by TLS
     * @param open whether they answer with more than 503
     * @throws SettingsException if that cannot be used
     */
    LimitedVertx(HttpLimits limits, Connections connections, Optional<PemFiles> tls, BooleanSupplier open) {
        super((VertxInternal) Vertx.vertx(new VertxOptions()
                .setWorkerPoolSize(limits.threads())
                .setMaxWorkerExecuteTime(LONGEST_WORK.toNanos())));
        this.limits = limits;
        this.connections = connections;
        this.tls = tls.map(this::usable);
        this.open = open;
    }

    private PemKeyCertOptions usable(PemFiles files) {
        try {
            return files.options(this);
        } catch (SettingsException e) {
            close();
            throw e;
        }
    }

    @Override
    public HttpServer createHttpServer(HttpServerOptions options) {
        delegate.setPeriodic(SWEEP_INTERVAL.toMillis(), sweep -> connections.sweep());
        // One request at a time for each connection, so that the limits are what they seem.
        options.setHttp2ClearTextEnabled(false);
        tls.ifPresent(shown -> options.setSsl(true).setKeyCertOptions(shown));
        // For those who do not read their answer; all others are ended before.
        options.setIdleTimeout((int) limits.nextHead().plusSeconds(15).toSeconds());
        HttpServer server = super.createHttpServer(options)
                .connectionHandler(connections)
                .invalidRequestHandler(LimitedVertx::refuse);
        return OpenedLater.of(server, open, () -> listens = true);
    }

    /** Whether its server has got its port. */
    boolean listens() {
        return listens;
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
