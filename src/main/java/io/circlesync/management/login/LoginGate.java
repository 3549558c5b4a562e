package io.circlesync.management.login;

import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Stands before all that the management port serves. It lets pass who is logged in, by hawtio's form or by Basic (RFC 7617),
 * and only for what their role allows; everybody, for hawtio's own files and for whether the service is well. While there are no
 * users everybody may do everything.
 */
public final class LoginGate {

    private static final String HAWTIO = "/hawtio";
    private static final String JOLOKIA = "/jolokia";
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> HEALTH =
            Set.of("/observe/health", "/observe/health/live", "/observe/health/ready");

    /** Says no more than whether the service is well. */
    private static final String BRIEFLY = "exposureLevel=oneline";

    /** The month has so many calls to Circle, and whoever may only look is not to use them up. */
    private static final Pattern COSTS_A_CALL = Pattern.compile("/circlesync/api/members/[^/]+/preview/?");

    /** Of an IPv4 address or of an IPv6 one in brackets. */
    private static final Pattern PORT = Pattern.compile("^(?:([^:\\[\\]]+)|\\[([^\\[\\]]+)\\])(?::\\d+)?$");

    private final LoginSettings settings;
    private final Sessions sessions;
    private final Passwords passwords;
    private final WorkerExecutor hashing;

    public LoginGate(LoginSettings settings, Vertx vertx) {
        // For how long somebody is logged in, or has to wait, no day is asked for, which some clock might be put to.
        long start = System.nanoTime();
        InstantSource clock = () -> Instant.EPOCH.plusNanos(System.nanoTime() - start);
        this.settings = settings;
        this.sessions = new Sessions(clock);
        this.passwords = new Passwords(settings.users(), clock);
        // One at a time, so that trying passwords takes up neither the processors nor the threads of all others.
        this.hashing = vertx.createSharedWorkerExecutor("passwords", 1);
    }

    /**
     * Puts the gate up, and the way to log in behind it.
     *
     * @param order of its handlers: this one and the next two, before everything that the router serves
     */
    public void guard(Router router, int order) {
        router.route().order(order).handler(this::ask);
        new JolokiaCalls(JOLOKIA).guard(router, order + 1);
        new HawtioLogin(HAWTIO, settings, sessions, this::check).serve(router);
    }

    private void ask(RoutingContext call) {
        Optional<Operator> known = settings.required() ? session(call) : Optional.of(Operator.UNNAMED);
        Optional<Credentials> shown = known.isEmpty() ? Credentials.of(call.request()) : Optional.empty();
        if (shown.isPresent()) {
            check(call, shown.get(), operator -> enter(call, operator));
        } else {
            known.ifPresentOrElse(operator -> enter(call, operator), () -> stranger(call));
        }
    }

    private Optional<Operator> session(RoutingContext call) {
        return Optional.ofNullable(call.request().getCookie(HawtioLogin.COOKIE))
                .map(Cookie::getValue)
                .flatMap(sessions::find);
    }

    /** Goes on if these are right; otherwise the call is answered. */
    private void check(RoutingContext call, Credentials shown, Consumer<Operator> goOn) {
        String address = address(call.request());
        Optional<Passwords.Result> atOnce = passwords.glance(shown.name(), shown.password(), address);
        if (atOnce.isPresent()) {
            settle(call, atOnce.get(), goOn);
            return;
        }
        call.request().pause();
        hashing.executeBlocking(() -> passwords.check(shown.name(), shown.password(), address))
                .onComplete(done -> {
                    call.request().resume();
                    if (done.succeeded()) {
                        settle(call, done.result(), goOn);
                    } else {
                        call.fail(done.cause());
                    }
                });
    }

    private static void settle(RoutingContext call, Passwords.Result result, Consumer<Operator> goOn) {
        if (result.operator().isPresent()) {
            goOn.accept(result.operator().get());
        } else if (result.pause().isPresent()) {
            ProblemResponse.end(
                    call.response(),
                    HttpProblem.tooManyRequests(
                            "Too many wrong passwords came from this address; try again later.",
                            result.pause().get()));
        } else {
            refuse(call, "Name or password is wrong.");
        }
    }

    private void enter(RoutingContext call, Operator operator) {
        operator.enter(call);
        HttpMethod method = call.request().method();
        boolean costs = COSTS_A_CALL.matcher(call.normalizedPath()).matches();
        if (READS.contains(method) && !costs || isBelow(call, HAWTIO) || isBelow(call, JOLOKIA)) {
            call.next();
        } else if (operator.mayAct()) {
            call.addEndHandler(done -> Acts.log(
                    operator,
                    method + " " + call.normalizedPath() + ", "
                            + call.response().getStatusCode()));
            call.next();
        } else {
            ProblemResponse.end(
                    call.response(),
                    HttpProblem.forbidden("Your role is watch; expected act for anything but a look"
                            + (costs ? " that costs no call to Circle." : ".")));
        }
    }

    private static void stranger(RoutingContext call) {
        boolean health = HEALTH.contains(call.normalizedPath())
                && READS.contains(call.request().method());
        if (isBelow(call, HAWTIO) || health && BRIEFLY.equals(call.request().query())) {
            call.next();
        } else if (health) {
            call.reroute(HttpMethod.GET, call.normalizedPath() + "?" + BRIEFLY);
        } else {
            refuse(call, "Nobody is logged in; expected a user of management.users, by Basic or at /hawtio.");
        }
    }

    /** A page has a form of its own; asked by Basic, the browser would show one beside it. */
    private static void refuse(RoutingContext call, String detail) {
        String agent = call.request().getHeader("User-Agent");
        boolean page =
                call.request().headers().contains("Sec-Fetch-Mode") || agent != null && agent.startsWith("Mozilla/");
        ProblemResponse.end(
                call.response(),
                HttpProblem.unauthorized(
                        detail,
                        page ? "Cookie realm=\"Circle Sync\"" : "Basic realm=\"Circle Sync\", charset=\"UTF-8\""));
    }

    private static boolean isBelow(RoutingContext call, String path) {
        String asked = call.normalizedPath();
        return asked.equals(path) || asked.startsWith(path + "/");
    }

    /** Whoever comes through a proxy is told by it, last of all, be it in a line of its own; some add the port, which changes. */
    private String address(HttpServerRequest request) {
        List<String> forwarded = settings.behindProxy() ? request.headers().getAll("X-Forwarded-For") : List.of();
        return forwarded.isEmpty()
                ? request.remoteAddress().hostAddress()
                : PORT.matcher(last(forwarded)).replaceFirst("$1$2");
    }

    private static String last(List<String> lines) {
        String line = lines.get(lines.size() - 1);
        return line.substring(line.lastIndexOf(',') + 1).strip();
    }
}
