package io.circlesync.problem;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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
    private final Map<String, String> headers;

    private HttpProblem(int status, String title, String detail, List<FieldError> errors, Map<String, String> headers) {
        super(detail);
        this.status = status;
        this.title = title;
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
    }

    private static HttpProblem of(int status, String title, String detail) {
        return new HttpProblem(status, title, detail, List.of(), Map.of());
    }

    /** 400. */
    public static HttpProblem badRequest(String detail) {
        return of(400, "Bad request", detail);
    }

    /** 400 of what the server refuses before any route sees it, for whichever of its reasons. */
    public static HttpProblem malformedRequest() {
        return badRequest("The request is malformed; expected one Host, and an address in percent-encoded UTF-8.");
    }

    /** 401. */
    public static HttpProblem unauthorized(String detail) {
        return unauthorized(detail, "Bearer");
    }

    /**
     * 401.
     *
     * @param challenge how to show who one is (RFC 9110, section 11.6.1)
     */
    public static HttpProblem unauthorized(String detail, String challenge) {
        return new HttpProblem(401, "Unauthorized", detail, List.of(), Map.of("WWW-Authenticate", challenge));
    }

    /** 403. */
    public static HttpProblem forbidden(String detail) {
        return of(403, "Forbidden", detail);
    }

    /** 404. */
    public static HttpProblem notFound(String detail) {
        return of(404, "Not found", detail);
    }

    /** 405. */
    public static HttpProblem methodNotAllowed(String detail) {
        return of(405, "Method not allowed", detail);
    }

    /** 408. */
    public static HttpProblem requestTimeout(String detail) {
        return of(408, "Request timeout", detail);
    }

    /** 409. */
    public static HttpProblem conflict(String detail) {
        return of(409, "Conflict", detail);
    }

    /** 409, with what the fields have now that it is about. */
    public static HttpProblem conflict(String detail, List<FieldError> fields) {
        return new HttpProblem(409, "Conflict", detail, fields, Map.of());
    }

    /** 412. */
    public static HttpProblem preconditionFailed(String detail) {
        return of(412, "Precondition failed", detail);
    }

    /**
     * 413.
     *
     * @param largestBody bytes that a body may have, as it comes and as it is once its content coding is undone
     */
    public static HttpProblem contentTooLarge(long largestBody) {
        return of(
                413,
                "Content too large",
                "The body is too large; expected at most " + largestBody + " bytes, also once it is unpacked.");
    }

    /** 414. */
    public static HttpProblem uriTooLong(String detail) {
        return of(414, "URI too long", detail);
    }

    /** 415. */
    public static HttpProblem unsupportedMediaType(String detail) {
        return of(415, "Unsupported media type", detail);
    }

    /** 415 for the coding of a body, with those that are taken (RFC 9110, section 15.5.16). */
    public static HttpProblem unsupportedCoding(String detail, String accepted) {
        return new HttpProblem(415, "Unsupported media type", detail, List.of(), Map.of("Accept-Encoding", accepted));
    }

    /** 422, each wrong field named. */
    public static HttpProblem invalid(List<FieldError> errors) {
        return new HttpProblem(422, "Unprocessable content", "Some fields are invalid.", errors, Map.of());
    }

    /** 429. */
    public static HttpProblem tooManyRequests(String detail, Duration retryAfter) {
        return new HttpProblem(429, "Too many requests", detail, List.of(), retryAfter(retryAfter));
    }

    /** 431. */
    public static HttpProblem headersTooLarge(String detail) {
        return of(431, "Request header fields too large", detail);
    }

    /** 500, without a word about the inside. */
    static HttpProblem internalError() {
        return of(500, "Internal server error", "The request failed inside the service; its log says more.");
    }

    /** 503. */
    public static HttpProblem unavailable(String detail, Duration retryAfter) {
        return new HttpProblem(503, "Service unavailable", detail, List.of(), retryAfter(retryAfter));
    }

    /** 503 that waiting does not end. */
    public static HttpProblem notConfigured(String detail) {
        return of(503, "Service unavailable", detail);
    }

    /** In whole seconds, rounded up: whoever comes earlier comes for nothing. */
    private static Map<String, String> retryAfter(Duration duration) {
        return Map.of("Retry-After", Long.toString(duration.plusMillis(999).toSeconds()));
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

    /** What the answer's head says beside the status, such as how long to wait before trying again. */
    public Map<String, String> headers() {
        return headers;
    }
}
