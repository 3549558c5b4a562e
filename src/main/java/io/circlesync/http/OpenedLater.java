package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.core.AsyncResult;
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
    private final Runnable listening;
    private volatile Handler<HttpServerRequest> handler;

    private OpenedLater(HttpServer server, BooleanSupplier open, Runnable listening) {
        this.server = server;
        this.open = open;
        this.listening = listening;
    }

    /**
     * The same server, behind a door.
     *
     * @param listening is run once it has got its port, before whoever waits for that
     */
    static HttpServer of(HttpServer server, BooleanSupplier open, Runnable listening) {
        return (HttpServer) Proxy.newProxyInstance(
                OpenedLater.class.getClassLoader(),
                new Class<?>[] {HttpServer.class},
                new OpenedLater(server, open, listening));
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Object[] given = arguments;
        if (method.getName().equals("requestHandler")) {
            if (given == null) {
                // Who asks for it puts guards of their own before its routes, and must not see the door instead.
                return handler;
            }
            handler = (Handler<HttpServerRequest>) given[0];
            given = new Object[] {guarded(handler)};
        } else if (method.getName().equals("listen") && given[given.length - 1] instanceof Handler<?> waiting) {
            given = given.clone();
            given[given.length - 1] = told((Handler<AsyncResult<HttpServer>>) waiting);
        }
        try {
            Object result = method.invoke(server, given);
            return result == server ? proxy : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Handler<AsyncResult<HttpServer>> told(Handler<AsyncResult<HttpServer>> waiting) {
        return begun -> {
            if (begun.succeeded()) {
                listening.run();
            }
            waiting.handle(begun);
        };
    }

    private Handler<HttpServerRequest> guarded(Handler<HttpServerRequest> inside) {
        return request -> {
            if (open.getAsBoolean()) {
                inside.handle(request);
            } else {
                ProblemResponse.end(
                        request.response(),
                        HttpProblem.unavailable("The service is starting; try again.", RETRY_AFTER));
            }
        };
    }
}
