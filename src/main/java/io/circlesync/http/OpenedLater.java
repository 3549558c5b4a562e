package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * An HTTP server that answers 503 until it is opened. Camel lets the public server listen before there are routes, and the
 * management server serve Jolokia before anything of ours can stand before it.
 */
final class OpenedLater implements InvocationHandler {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final HttpServer server;
    private final BooleanSupplier open;

    private OpenedLater(HttpServer server, BooleanSupplier open) {
        this.server = server;
        this.open = open;
    }

    /** The same server, behind a door. */
    static HttpServer of(HttpServer server, BooleanSupplier open) {
        return (HttpServer) Proxy.newProxyInstance(
                OpenedLater.class.getClassLoader(), new Class<?>[] {HttpServer.class}, new OpenedLater(server, open));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Object[] given = arguments;
        if (method.getName().equals("requestHandler") && given != null) {
            given = new Object[] {guarded((Handler<HttpServerRequest>) given[0])};
        }
        try {
            Object result = method.invoke(server, given);
            return result == server ? proxy : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Handler<HttpServerRequest> guarded(Handler<HttpServerRequest> handler) {
        return request -> {
            if (open.getAsBoolean()) {
                handler.handle(request);
            } else {
                ProblemResponse.end(
                        request.response(),
                        HttpProblem.unavailable("The service is starting; try again.", RETRY_AFTER));
            }
        };
    }
}
