package io.circlesync.problem;

import io.circlesync.json.Json;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Writes a problem as the answer of an HTTP route. */
public final class ProblemResponse {

    private static final String CONTENT_TYPE = "application/problem+json";
    private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);

    /** Answers with what the caught exception says. */
    public void write(Exchange exchange) {
        HttpProblem problem = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, HttpProblem.class);
        refuse(exchange.getMessage(), problem);
    }

    /** Answers 503: the database cannot take or give anything at the moment. */
    public void databaseAway(Exchange exchange) {
        refuse(
                exchange.getMessage(),
                HttpProblem.unavailable("The database is not available; try again.", DATABASE_RETRY));
    }

    /** Answers 503: somebody else holds what was to be written. */
    public void held(Exchange exchange) {
        refuse(
                exchange.getMessage(),
                HttpProblem.unavailable("Somebody else holds what this would write; try again.", DATABASE_RETRY));
    }

    /** Answers 503: a route that this one needs does not run. */
    public void stopped(Exchange exchange) {
        refuse(exchange.getMessage(), StoppedRoutes.problem());
    }

    /** Answers 500 without saying anything about the inside. */
    public void internalError(Exchange exchange) {
        refuse(exchange.getMessage(), HttpProblem.internalError());
    }

    /** Answers a request that no route has taken. */
    public static Future<Void> end(HttpServerResponse response, HttpProblem problem) {
        response.setStatusCode(problem.status());
        headers(problem).forEach(response::putHeader);
        return response.end(body(problem));
    }

    private static String body(HttpProblem problem) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", problem.title());
        body.put("status", problem.status());
        body.put("detail", problem.getMessage());
        if (!problem.errors().isEmpty()) {
            body.put("errors", problem.errors());
        }
        return Json.write(body);
    }

    private static Map<String, String> headers(HttpProblem problem) {
        Map<String, String> headers = new LinkedHashMap<>(problem.headers());
        headers.put(Exchange.CONTENT_TYPE, CONTENT_TYPE);
        return headers;
    }

    /** Answers the call of a route. */
    public static void refuse(Message message, HttpProblem problem) {
        answer(message, problem.status(), headers(problem), body(problem));
    }

    private static void answer(Message message, int status, Map<String, String> headers, String body) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        headers.forEach(message::setHeader);
        message.setBody(body);
    }
}
