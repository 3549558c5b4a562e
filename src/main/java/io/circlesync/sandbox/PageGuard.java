package io.circlesync.sandbox;

import io.circlesync.problem.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Header;

/**
 * Who may use the page's endpoints: everybody while everything is invented, and who shows {@code api.token} where it is
 * set, since messages may speak of real members then. No other site may act through somebody's browser.
 */
public final class PageGuard {

    private final Optional<String> apiToken;

    PageGuard(Optional<String> apiToken) {
        this.apiToken = apiToken;
    }

    /** @throws HttpProblem if the API token is needed and not shown */
    public void read(@Header("Authorization") String authorization) {
        if (apiToken.isPresent() && !same("Bearer " + apiToken.get(), authorization)) {
            throw HttpProblem.unauthorized("Show api.token as a bearer token.");
        }
    }

    /** @throws HttpProblem if the request may come from another site, or the API token is needed and not shown */
    public void write(
            @Header("Authorization") String authorization,
            @Header("Content-Type") String contentType,
            @Header("Origin") String origin,
            @Header("Host") String host) {
        read(authorization);
        String type = Optional.ofNullable(contentType).orElse("").toLowerCase(Locale.ROOT);
        if (!type.matches("application/json\\s*(;.*)?")) {
            throw HttpProblem.unsupportedMediaType("The content type must be application/json.");
        }
        if (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw HttpProblem.forbidden("Requests from other sites are refused.");
        }
    }

    private static boolean same(String expected, String actual) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8),
                Optional.ofNullable(actual).orElse("").getBytes(StandardCharsets.UTF_8));
    }
}
