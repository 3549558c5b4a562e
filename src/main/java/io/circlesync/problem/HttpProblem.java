package io.circlesync.problem;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why a request is refused, as the caller is told (RFC 9457).
 *
 * <p>The detail names what was wrong and what was expected; it never repeats a secret or somebody's data.
 */
public final class HttpProblem extends RuntimeException {

    /** One wrong field of a request. */
    public record FieldError(String field, String detail) {}

    private final int status;
    private final String title;
    private final List<FieldError> errors;
    private final transient Optional<Duration> retryAfter;

    private HttpProblem(
            int status, String title, String detail, List<FieldError> errors, Optional<Duration> retryAfter) {
        super(detail);
        this.status = status;
        this.title = title;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
    }

    /** A problem of any other status. */
    static HttpProblem of(int status, String title, String detail) {
        return new HttpProblem(status, title, detail, List.of(), Optional.empty());
    }

    /** 400. */
    public static HttpProblem badRequest(String detail) {
        return new HttpProblem(400, "Bad request", detail, List.of(), Optional.empty());
    }

    /** 401. */
    public static HttpProblem unauthorized(String detail) {
        return new HttpProblem(401, "Unauthorized", detail, List.of(), Optional.empty());
    }

    /** 403. */
    public static HttpProblem forbidden(String detail) {
        return new HttpProblem(403, "Forbidden", detail, List.of(), Optional.empty());
    }

    /** 404. */
    public static HttpProblem notFound(String detail) {
        return new HttpProblem(404, "Not found", detail, List.of(), Optional.empty());
    }

    /** 405. */
    public static HttpProblem methodNotAllowed(String detail) {
        return new HttpProblem(405, "Method not allowed", detail, List.of(), Optional.empty());
    }

    /** 409. */
    public static HttpProblem conflict(String detail) {
        return new HttpProblem(409, "Conflict", detail, List.of(), Optional.empty());
    }

    /** 412. */
    public static HttpProblem preconditionFailed(String detail) {
        return new HttpProblem(412, "Precondition failed", detail, List.of(), Optional.empty());
    }

    /** 413. */
    public static HttpProblem contentTooLarge(String detail) {
        return new HttpProblem(413, "Content too large", detail, List.of(), Optional.empty());
    }

    /** 415. */
    public static HttpProblem unsupportedMediaType(String detail) {
        return new HttpProblem(415, "Unsupported media type", detail, List.of(), Optional.empty());
    }

    /** 422, each wrong field named. */
    public static HttpProblem invalid(List<FieldError> errors) {
        return new HttpProblem(422, "Unprocessable content", "Some fields are invalid.", errors, Optional.empty());
    }

    /** 503. */
    public static HttpProblem unavailable(String detail, Duration retryAfter) {
        return new HttpProblem(503, "Service unavailable", detail, List.of(), Optional.of(retryAfter));
    }

    /** 503 that waiting does not end. */
    public static HttpProblem notConfigured(String detail) {
        return new HttpProblem(503, "Service unavailable", detail, List.of(), Optional.empty());
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The wrong fields; empty where the problem is not about fields. */
    public List<FieldError> errors() {
        return errors;
    }

    /** How long to wait before trying again, where that helps. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
