package io.circlesync.management;

import io.circlesync.management.login.Operator;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on to the API of the public port what an operator's page asks for, with the service's own token, which no page
 * needs to know then. Who may ask for what, and that it is noted, is the login's business; that only pages of this port's own
 * send something, is {@link OwnPagesOnly}'s. What a {@link PageForm} sends is passed on as JSON, and its answer leads back to its page.
 */
final class ApiForOperators implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(ApiForOperators.class);

    private static final List<String> ASKED = List.of("Accept", "If-Match", "If-None-Match");
    private static final List<String> ANSWERED = List.of(
            "Content-Type",
            "Content-Length",
            "ETag",
            "Link",
            "Location",
            "Retry-After",
            "Allow",
            "Content-Security-Policy");

    /** A call to Circle may be among what the API does. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final HttpClient client;
    private final PublicApi api;
    private final String prefix;

    /** @param prefix what stands before the API's own paths */
    ApiForOperators(HttpClient client, PublicApi api, String prefix) {
        this.client = client;
        this.api = api;
        this.prefix = prefix;
    }

    @Override
    public void handle(RoutingContext call) {
        Optional<PageForm> form = PageForm.of(call);
        client.request(options(call))
                .compose(request -> send(call, form, request))
                .compose(answer ->
                        form.isPresent() && isShownByPage(answer) ? back(call) : answer(call.response(), answer))
                .onFailure(failure -> fail(call.response(), failure));
    }

    private RequestOptions options(RoutingContext call) {
        URI url = api.url();
        // Every step within the path is gone through already, so that nothing beside the API is reached.
        String path = call.normalizedPath().substring(prefix.length());
        String query = call.request().query();
        return new RequestOptions()
                .setMethod(call.request().method())
                .setHost(url.getHost())
                .setPort(url.getPort())
                .setURI(query == null ? path : path + "?" + query)
                .setTimeout(LONGEST.toMillis());
    }

    private Future<HttpClientResponse> send(RoutingContext call, Optional<PageForm> form, HttpClientRequest request) {
        HttpServerRequest asked = call.request();
        for (String header : ASKED) {
            Optional.ofNullable(asked.getHeader(header)).ifPresent(value -> request.putHeader(header, value));
        }
        if (Operator.of(call).mayAct()) {
            request.putHeader("X-Buttons", "true");
        }
        api.token().ifPresent(token -> request.putHeader("Authorization", "Bearer " + token));
        request.putHeader("X-Operator", Operator.of(call).name());
        form.map(sent -> "application/json")
                .or(() -> Optional.ofNullable(asked.getHeader("Content-Type")))
                .ifPresent(type -> request.putHeader("Content-Type", type));
        return request.send(form.map(PageForm::json)
                .or(() -> Optional.ofNullable(call.body().buffer()))
                .orElseGet(Buffer::buffer));
    }

    /** What was done, or was decided by somebody else just before. */
    private static boolean isShownByPage(HttpClientResponse answer) {
        return answer.statusCode() / 100 == 2 || answer.statusCode() == 409;
    }

    /** To the page whose form it was, so that it shows what came of it. */
    private Future<Void> back(RoutingContext call) {
        HttpServerResponse response = call.response();
        Optional<String> page = Optional.ofNullable(call.request().getHeader("Referer"))
                .flatMap(ApiForOperators::pathIn)
                .filter(path -> path.startsWith(prefix + "/api/"));
        if (response.closed()) {
            return Future.succeededFuture();
        }
        page.ifPresent(path -> response.putHeader("Location", path));
        return response.setStatusCode(page.isPresent() ? 303 : 204).end();
    }

    private static Optional<String> pathIn(String url) {
        try {
            URI uri = URI.create(url);
            return Optional.ofNullable(uri.getRawPath())
                    .map(path -> uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Future<Void> answer(HttpServerResponse response, HttpClientResponse answer) {
        return answer.body().compose(body -> {
            if (response.closed()) {
                // Whoever asked has gone.
                return Future.succeededFuture();
            }
            response.setStatusCode(answer.statusCode()).putHeader("Cache-Control", "no-store");
            for (String header : ANSWERED) {
                Optional.ofNullable(answer.getHeader(header)).ifPresent(value -> response.putHeader(header, value));
            }
            return response.end(body);
        });
    }

    private static void fail(HttpServerResponse response, Throwable failure) {
        LOG.debug("The API does not answer", failure);
        if (!response.closed() && !response.ended()) {
            ProblemResponse.end(
                    response, HttpProblem.unavailable("The public port does not answer; try again.", RETRY_AFTER));
        }
    }
}
