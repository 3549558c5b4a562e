package io.circlesync.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Writes a problem as the answer of an HTTP route. */
public final class ProblemResponse {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);

    /** Answers with what the caught exception says. */
    public void write(Exchange exchange) throws JsonProcessingException {
        HttpProblem problem = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, HttpProblem.class);
        write(exchange.getMessage(), problem);
    }

    /** Answers 503: the database cannot take or give anything at the moment. */
    public void databaseAway(Exchange exchange) throws JsonProcessingException {
        write(
                exchange.getMessage(),
                HttpProblem.unavailable("The database is not available; try again.", DATABASE_RETRY));
    }

    /** Answers 500 without saying anything about the inside. */
    public void internalError(Exchange exchange) throws JsonProcessingException {
        String detail = "The request failed inside the service; its log says more.";
        answer(exchange.getMessage(), 500, json(500, "Internal server error", detail, List.of()));
    }

    /** The document that describes a problem (RFC 9457). */
    static String json(int status, String title, String detail, List<HttpProblem.FieldError> errors)
            throws JsonProcessingException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        if (!errors.isEmpty()) {
            body.put("errors", errors);
        }
        return Json.mapper().writeValueAsString(body);
    }

    private static void write(Message message, HttpProblem problem) throws JsonProcessingException {
        answer(
                message,
                problem.status(),
                json(problem.status(), problem.title(), problem.getMessage(), problem.errors()));
        problem.retryAfter().ifPresent(wait -> message.setHeader("Retry-After", Long.toString(wait.toSeconds())));
        if (problem.status() == 401) {
            message.setHeader("WWW-Authenticate", "Bearer");
        }
    }

    private static void answer(Message message, int status, String body) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, MEDIA_TYPE);
        message.setBody(body);
    }
}
