package io.circlesync.api;

import io.circlesync.problem.HttpProblem;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Where every API route begins. Camel hands on all headers, query parameters and form fields of a request as headers of
 * one message; some of them would steer a component, and a query parameter could pose as the Authorization header. So
 * path, query and token are read from the request itself, and nothing else goes on.
 */
public final class ApiGate {

    private final ApiToken token;

    public ApiGate(ApiToken token) {
        this.token = token;
    }

    /**
     * Checks the token, and leaves the {@link ApiCall} as the body of a message without headers.
     *
     * @throws HttpProblem 401 if the token is wrong, 400 if the query is malformed
     */
    public void admit(Exchange exchange) {
        HttpServerRequest request = exchange.getMessage(HttpMessage.class).getRequest();
        token.check(Optional.ofNullable(request.getHeader("Authorization")));
        ApiCall call = ApiCall.of(request.path(), request.query());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(call);
    }
}
