package io.circlesync.http;

import io.circlesync.problem.Forms;
import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request passes before its body is read. A Camel route cannot do this, because it begins with the whole body;
 * so callers who show no secret would fill the memory of those who do.
 */
final class FrontDoor {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final int FIRST = -100;
    private static final String KNOWN = FrontDoor.class.getName() + ".known";
    private static final String STREAMED = FrontDoor.class.getName() + ".streamed";
    private static final String ROOM = FrontDoor.class.getName() + ".room";
    private static final Duration DROPPING = Duration.ofSeconds(20);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private static final Pattern DOTS = Pattern.compile("(?i)(?:^|/)(?:\\.|%2e){1,2}(?:/|$)");

    private static final Set<HttpMethod> WITH_BODY =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private final Connections connections;
    private final long largestBody;
    private final BodyBudget known;
    private final BodyBudget unknown;
    private final BodyHandler bodies;
    private volatile boolean closing;

    FrontDoor(Connections connections, HttpLimits limits, long largestBody) {
        this.connections = connections;
        this.largestBody = largestBody;
        this.known = new BodyBudget(limits.knownBytes());
        this.unknown = new BodyBudget(limits.unknownBytes());
        this.bodies = BodyHandler.create(false).setBodyLimit(largestBody);
    }

    /** Puts the door before all that the router serves. */
    void guard(
            Router router,
            Collection<CallerCheck> checks,
            Collection<Room> rooms,
            Collection<StreamedBody> streamedBodies) {
        router.route().order(FIRST).handler(this::enter).failureHandler(this::letGo);
        streamedBodies.forEach(streamed -> router.post(streamed.path())
                .order(FIRST + 1)
                .handler(call -> call.put(STREAMED, streamed).next()));
        checks.forEach(check -> router.route(check.path()).order(FIRST + 1).handler(call -> ask(check, call)));
        router.route().order(FIRST + 2).handler(this::makeRoom);
        for (Room room : rooms) {
            for (String path : room.paths()) {
                router.route(path).order(FIRST + 3).handler(this::receive);
                // What has a room of its own is not in that of all others.
                router.route(path)
                        .order(path.endsWith("*") ? FIRST + 5 : FIRST + 4)
                        .handler(call -> enter(room, call));
            }
        }
        router.route().order(FIRST + 6).handler(this::requireOpen);
    }

    /** Whoever breaks off, or sends chunks that are none: that is theirs, and nothing of ours has failed. */
    private void letGo(RoutingContext call) {
        if (call.response().closed() || call.response().ended() || call.failure() instanceof IOException) {
            LOG.debug("A body did not come whole: {}", String.valueOf(call.failure()));
        } else if (!call.request().isEnded() && isOfDecoder(call.failure())) {
            call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            refuse(call, HttpProblem.badRequest("The body is malformed; expected chunks as its headers tell."));
        } else {
            call.next();
        }
    }

    private static boolean isOfDecoder(Throwable failure) {
        return failure instanceof NumberFormatException || failure instanceof DecoderException;
    }

    /** From now on new work is told to come again; what is under way comes to its end. */
    void close() {
        closing = true;
    }

    /** Whoever takes their time over a body takes no place in a room meanwhile. */
    private void receive(RoutingContext call) {
        if (hasBody(call.request()) && call.get(STREAMED) == null) {
            bodies.handle(call);
        } else {
            call.next();
        }
    }

    private void enter(Room room, RoutingContext call) {
        if (call.get(ROOM) != null) {
            call.next();
            return;
        }
        call.put(ROOM, room);
        Runnable late = () -> refuse(call, busy());
        if (!room.enter(call, late, connections::whenOver)) {
            late.run();
        }
    }

    private void requireOpen(RoutingContext call) {
        if (closing) {
            call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            refuse(call, HttpProblem.unavailable("The service is stopping; try again.", RETRY_AFTER));
        } else {
            call.next();
        }
    }

    private static HttpProblem busy() {
        return HttpProblem.unavailable("Too many requests are under way; try again.", RETRY_AFTER);
    }

    /** HEAD is answered as GET (RFC 9110, section 9.3.2), wherever that leads; the server leaves the body out. */
    private void enter(RoutingContext call) {
        HttpServerRequest request = call.request();
        if (request.method().equals(HttpMethod.HEAD)) {
            String query = request.query();
            call.reroute(HttpMethod.GET, query == null ? request.path() : request.path() + "?" + query);
        } else {
            connections.begin(call, () -> goOn(call));
        }
    }

    private void goOn(RoutingContext call) {
        try {
            refuseMalformed(call.request());
        } catch (HttpProblem problem) {
            refuse(call, problem);
            return;
        }
        call.next();
    }

    /**
     * A path is matched after its dot segments are resolved (RFC 3986, section 6.2.2.3) and its parts are taken as they came:
     * one that has any would be about somebody else than it is judged to be. A query that cannot be decoded fails where the
     * first of its parameters is asked for.
     */
    private static void refuseMalformed(HttpServerRequest request) {
        if (DOTS.matcher(Optional.ofNullable(request.path()).orElse("")).find()) {
            throw HttpProblem.badRequest("The path has a segment of dots; expected one that is resolved.");
        }
        Query.of(request.query());
    }

    private void ask(CallerCheck check, RoutingContext call) {
        // A call goes through the door twice once a route was stopped and started again.
        if (call.get(KNOWN) == null) {
            call.addEndHandler()
                    .onSuccess(done ->
                            check.answered(call.request(), call.response().getStatusCode()));
        }
        try {
            boolean isKnown = check.isKnown(call.request());
            call.put(KNOWN, isKnown);
            if (isKnown) {
                connections.trust(call.request());
            }
            if (check.refusesEmptyForms() && call.request().method().equals(HttpMethod.POST)) {
                refuseEmptyForm(call.request());
            }
        } catch (HttpProblem problem) {
            refuse(call, problem);
            return;
        }
        call.next();
    }

    private static void refuseEmptyForm(HttpServerRequest request) {
        if (!hasBody(request)) {
            Forms.refuse(request.getHeader(HttpHeaders.CONTENT_TYPE));
        }
    }

    private void makeRoom(RoutingContext call) {
        if (!hasBody(call.request())) {
            if (!WITH_BODY.contains(call.request().method())) {
                // The server would begin to read a form, and fail.
                call.request().headers().remove(HttpHeaders.CONTENT_TYPE);
            }
            call.next();
            return;
        }
        Optional<StreamedBody> streamed = Optional.ofNullable(call.get(STREAMED));
        try {
            refuseTooLarge(call.request(), streamed.map(StreamedBody::largest).orElse(largestBody));
            ContentCoding.refuseUnknown(call.request());
            // A form is read by the server itself, into a folder of its own.
            String type = call.request().getHeader(HttpHeaders.CONTENT_TYPE);
            streamed.ifPresent(body -> Forms.refuse(type, body.type()));
            Forms.refuse(type);
        } catch (HttpProblem problem) {
            refuse(call, problem);
            return;
        }
        if (streamed.isPresent()) {
            connections.giveTime(call.request(), streamed.get().time());
            // It may be answered before it has come to its end.
            call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            connections.closeAfter(call.request());
            call.addEndHandler(answered -> drop(call.request()));
            call.next();
            return;
        }
        boolean isKnown = Boolean.TRUE.equals(call.get(KNOWN));
        BodyBudget budget = isKnown ? known : unknown;
        long bytes = length(call.request());
        boolean fits = budget.take(bytes);
        while (!fits && !isKnown && connections.endOldestBody(call.request())) {
            fits = budget.take(bytes);
        }
        if (fits) {
            connections.whenOver(call, () -> budget.giveBack(bytes));
            call.next();
        } else {
            refuse(call, busy());
        }
    }

    /** What is still to come of a body that has been answered. */
    private void drop(HttpServerRequest request) {
        if (!request.isEnded()) {
            connections.giveTime(request, DROPPING);
            request.handler(dropped -> {}).resume();
        }
    }

    private void refuse(RoutingContext call, HttpProblem problem) {
        if (hasBody(call.request()) && !call.request().isEnded()) {
            call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            connections.closeSoonAfter(call.request());
        }
        ProblemResponse.end(call.response(), problem);
    }

    private static void refuseTooLarge(HttpServerRequest request, long largest) {
        if (announced(request).filter(length -> length > largest).isPresent()) {
            throw HttpProblem.contentTooLarge(largest);
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || length != null && !length.equals("0");
    }

    /** What a body may come to: what was announced, if that is no more than is taken at all. */
    private long length(HttpServerRequest request) {
        return Math.min(announced(request).orElse(largestBody), largestBody);
    }

    private static Optional<Long> announced(HttpServerRequest request) {
        try {
            return Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                    .map(Long::valueOf);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
