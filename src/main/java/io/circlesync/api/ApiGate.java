package io.circlesync.api;

import io.circlesync.count.Counts;
import io.circlesync.http.BodyStream;
import io.circlesync.http.CallerCheck;
import io.circlesync.http.ContentCoding;
import io.circlesync.http.StreamedAnswer;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Where every API route begins. Camel hands on all headers, query parameters and form fields of a request as headers of
 * one message; some of them would steer a component, and a query parameter could pose as the Authorization header. So
 * path, query and token are read from the request itself, and nothing else goes on.
 */
public final class ApiGate implements CallerCheck {

    private final ApiToken token;
    private final ContentCoding contentCoding;
    private final Counts counts;

    public ApiGate(ApiToken token, ContentCoding contentCoding, Counts counts) {
        this.token = token;
        this.contentCoding = contentCoding;
        this.counts = counts;
    }

    @Override
    public String path() {
        return "/api/*";
    }

    /**
     * {@inheritDoc}
     *
     * @throws HttpProblem 401 if the token is wrong
     */
    @Override
    public boolean isKnown(HttpServerRequest request) {
        try {
            token.check(Optional.ofNullable(request.getHeader("Authorization")));
        } catch (HttpProblem e) {
            counts.secretRefused("api", e);
            throw e;
        }
        return true;
    }

    @Override
    public void answered(HttpServerRequest request, int status) {
        counts.apiAnswered(status);
    }

    /**
     * Checks the token, and leaves the {@link ApiCall} as the body of a message without headers.
     *
     * @throws HttpProblem 401 if the token is wrong, 400 if the query is malformed
     */
    public void admit(Exchange exchange) {
        pass(exchange, read(exchange));
    }

    /**
     * As {@link #admit}, for calls that send a JSON object.
     *
     * @throws HttpProblem as {@link #admit} and {@link ContentCoding#decode}; 415 for a form, 400 if the body is not a JSON
     *     object
     */
    public void admitJson(Exchange exchange) {
        ApiCall call = read(exchange);
        HttpServerRequest request = request(exchange);
        pass(
                exchange,
                call.with(JsonBody.read(
                        request.getHeader("Content-Type"),
                        () -> contentCoding.decode(
                                request, exchange.getMessage().getBody(byte[].class)))));
    }

    /**
     * As {@link #admitJson}, for calls that may send nothing, which stands for an empty object.
     *
     * @throws HttpProblem as {@link #admitJson}
     */
    public void admitJsonOrNothing(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        if (body == null || body.length == 0) {
            pass(exchange, read(exchange).with(Json.mapper().createObjectNode()));
        } else {
            // What came is read once.
            exchange.getMessage().setBody(body);
            admitJson(exchange);
        }
    }

    /**
     * As {@link #admit}, for calls that take no fields: whoever sends one, such as {@code dryRun}, means something that would
     * not be done.
     *
     * @throws HttpProblem as {@link #admitJson}; 422 for any field
     */
    public void admitNothing(Exchange exchange) {
        admitJsonOrNothing(exchange);
        CallBody body = CallBody.of(exchange.getMessage().getBody(ApiCall.class));
        body.refuseOthers();
        body.requireRight();
    }

    /**
     * As {@link #admit}, for calls that send a body to be read while it comes; leaves an {@link Upload}.
     *
     * @throws HttpProblem as {@link #admit} and {@link ContentCoding#decoding}
     */
    public void admitUpload(Exchange exchange) {
        HttpServerRequest request = request(exchange);
        ApiCall call = read(exchange);
        InputStream body = contentCoding.decoding(request, new BodyStream(request));
        pass(exchange, new Upload(call, body, new StreamedAnswer(request.response())));
    }

    private ApiCall read(Exchange exchange) {
        HttpServerRequest request = request(exchange);
        isKnown(request);
        return ApiCall.of(request);
    }

    private static HttpServerRequest request(Exchange exchange) {
        return exchange.getMessage(HttpMessage.class).getRequest();
    }

    private static void pass(Exchange exchange, Object call) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(call);
    }
}
