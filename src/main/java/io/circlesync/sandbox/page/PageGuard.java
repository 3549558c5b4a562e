package io.circlesync.sandbox.page;

import io.circlesync.api.ApiToken;
import io.circlesync.http.OwnOrigin;
import io.circlesync.problem.HttpProblem;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Who may use the page's endpoints: everybody while everything is invented, and who shows {@code api.token} where it is
 * set, since messages may speak of real members then. No other site may act through somebody's browser.
 */
public final class PageGuard {

    private final ApiToken token;

    PageGuard(Optional<String> apiToken) {
        token = new ApiToken(apiToken);
    }

    /** @throws HttpProblem if the API token is needed and not shown */
    public void read(Exchange exchange) {
        read(request(exchange));
    }

    /** @throws HttpProblem if the request may come from another site, or the API token is needed and not shown */
    public void write(Exchange exchange) {
        HttpServerRequest request = request(exchange);
        read(request);
        String type = Optional.ofNullable(request.getHeader("Content-Type"))
                .orElse("")
                .toLowerCase(Locale.ROOT);
        if (!type.matches("application/json\\s*(;.*)?")) {
            throw HttpProblem.unsupportedMediaType("The content type must be application/json.");
        }
        if (!OwnOrigin.isOf(request)) {
            throw HttpProblem.forbidden(
                    "Requests from other sites are refused. A proxy must pass on the Host header, or"
                            + " tell it in X-Forwarded-Host.");
        }
    }

    private void read(HttpServerRequest request) {
        token.check(Optional.ofNullable(request.getHeader("Authorization")));
    }

    /** The request itself, for among the message's headers are query parameters, which may pose as others. */
    private static HttpServerRequest request(Exchange exchange) {
        return exchange.getMessage(HttpMessage.class).getRequest();
    }
}
