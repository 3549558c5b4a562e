package io.circlesync.management.login;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What hawtio's page asks about who is logged in, and its form. */
final class HawtioLogin {

    static final String COOKIE = "circle-sync";

    private static final Logger LOG = LoggerFactory.getLogger(HawtioLogin.class);
    private static final int LARGEST_BODY = 4_096;

    /** As {@code @hawtio/react} 2 wants it: a form that is sent as JSON. */
    private static final String FORM = """
            [{"method":"form","name":"Name and password","type":"json","url":"%1$s/auth/login","logoutUrl":"%1$s/auth/logout",\
            "userField":"username","passwordField":"password"}]""";

    /** Looks whether credentials are right. */
    interface Check {

        /** Goes on if they are; otherwise the call is answered. */
        void check(RoutingContext call, Credentials shown, Consumer<Operator> goOn);
    }

    private final String path;
    private final LoginSettings settings;
    private final Sessions sessions;
    private final Check passwords;

    HawtioLogin(String path, LoginSettings settings, Sessions sessions, Check passwords) {
        this.path = path;
        this.settings = settings;
        this.sessions = sessions;
        this.passwords = passwords;
    }

    void serve(Router router) {
        router.get(path + "/user").handler(HawtioLogin::user);
        router.get(path + "/auth/config/login")
                .handler(call -> json(call, settings.required() ? FORM.formatted(path) : "[]"));
        if (settings.required()) {
            router.post(path + "/auth/login")
                    .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY))
                    .handler(this::login);
            router.get(path + "/auth/logout").handler(this::logout);
        }
    }

    private static void user(RoutingContext call) {
        Operator operator = Operator.of(call);
        if (operator == null) {
            ProblemResponse.end(
                    call.response().putHeader("Cache-Control", "no-store"),
                    HttpProblem.unauthorized("Nobody is logged in.", "Cookie realm=\"Circle Sync\""));
        } else {
            json(call, Json.write(operator.name()));
        }
    }

    private void login(RoutingContext call) {
        Optional<Credentials> shown =
                Json.object(call.body().asString(StandardCharsets.UTF_8.name())).flatMap(HawtioLogin::credentials);
        if (shown.isEmpty()) {
            ProblemResponse.end(
                    call.response(),
                    HttpProblem.badRequest(
                            "The login is malformed; expected {\"username\":\"…\",\"password\":\"…\"}."));
            return;
        }
        passwords.check(call, shown.get(), operator -> {
            LOG.info("{} has logged in at the management port", operator.name());
            call.response().addCookie(cookie(sessions.begin(operator)));
            json(call, Json.write(Map.of("username", operator.name())));
        });
    }

    private void logout(RoutingContext call) {
        Cookie shown = call.request().getCookie(COOKIE);
        if (shown != null) {
            sessions.end(shown.getValue());
            call.response().addCookie(cookie("").setMaxAge(0));
        }
        call.response()
                .setStatusCode(302)
                .putHeader("Location", path + "/login")
                .putHeader("Cache-Control", "no-store")
                .end();
    }

    private Cookie cookie(String value) {
        return Cookie.cookie(COOKIE, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(settings.secureCookie());
    }

    private static Optional<Credentials> credentials(JsonNode login) {
        JsonNode name = login.path("username");
        JsonNode password = login.path("password");
        return name.isTextual() && password.isTextual()
                ? Optional.of(new Credentials(name.textValue(), password.textValue()))
                : Optional.empty();
    }

    private static void json(RoutingContext call, String json) {
        call.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(json);
    }
}
