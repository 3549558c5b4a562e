package io.circlesync.http;

import io.circlesync.problem.HttpProblem;
import io.circlesync.problem.ProblemResponse;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The open connections of one HTTP server: no more than there may be, and none that takes its time. Vert.x knows idle
 * connections, but not those that send a byte now and then.
 */
final class Connections implements Handler<HttpConnection> {

    /** A span of time that has begun; one value, for whoever sweeps reads it while a request begins another. */
    private record Wait(long since, Duration patience) {

        static Wait from(Duration patience) {
            return new Wait(System.nanoTime(), patience);
        }

        boolean isOver() {
            return System.nanoTime() - since > patience.toNanos();
        }
    }

    /** What is expected of a caller next, and until when. */
    private static final class Turn {

        private final HttpConnection connection;
        private final Set<Runnable> atClose = ConcurrentHashMap.newKeySet();
        private volatile HttpServerRequest receiving;
        private volatile boolean known;
        private volatile boolean answering;
        private volatile boolean closing;
        private volatile Wait wait;

        Turn(HttpConnection connection, Duration patience) {
            this.connection = connection;
            begin(patience);
        }

        void begin(Duration patience) {
            wait = Wait.from(patience);
        }

        boolean isOverdue() {
            return (!answering || receiving != null) && wait.isOver();
        }

        /** The rest of a body comes in whose request is answered: nobody is served by it any more. */
        boolean isOwed() {
            return receiving != null && !answering;
        }

        boolean isOfStranger() {
            return receiving != null && !known;
        }

        boolean givesWay() {
            return !answering || isOfStranger();
        }
    }

    /** Long enough for a caller who is still sending to read what they were told. */
    private static final Duration UNWANTED = Duration.ofSeconds(5);

    private final HttpLimits limits;
    private final Map<HttpConnection, Turn> turns = new ConcurrentHashMap<>();

    Connections(HttpLimits limits) {
        this.limits = limits;
    }

    /** Takes a new connection, if there is room for it. */
    @Override
    public void handle(HttpConnection connection) {
        if (turns.size() >= limits.connections() && !makeRoom()) {
            connection.close();
            return;
        }
        Turn turn = new Turn(connection, limits.head());
        turns.put(connection, turn);
        connection.closeHandler(closed -> {
            turns.remove(connection);
            turn.atClose.forEach(Runnable::run);
        });
    }

    /**
     * Runs something once: when the call is answered, or its connection closed. Where we close one of which the answer has
     * begun, the server tells of no end of the answer.
     */
    void whenOver(RoutingContext call, Runnable action) {
        AtomicBoolean over = new AtomicBoolean();
        Runnable once = () -> {
            if (over.compareAndSet(false, true)) {
                action.run();
            }
        };
        Optional<Turn> turn = Optional.ofNullable(turns.get(call.request().connection()));
        turn.ifPresent(its -> its.atClose.add(once));
        call.addEndHandler(answered -> {
            once.run();
            turn.ifPresent(its -> its.atClose.remove(once));
        });
    }

    /**
     * To be called with each request, as soon as its head is there.
     *
     * @param goOn is run once the request is to be answered: at once, but for a caller who asks on while what they were
     *     answered before is still on its way to them, for all that is not read is held here
     */
    void begin(RoutingContext call, Runnable goOn) {
        HttpServerRequest request = call.request();
        Turn turn = turns.get(request.connection());
        if (turn == null) {
            goOn.run();
            return;
        }
        turn.begin(limits.body());
        turn.known = false;
        turn.answering = true;
        call.addEndHandler(answered -> {
            turn.answering = false;
            if (turn.receiving == null) {
                rest(turn);
            } else if (!turn.closing) {
                turn.begin(UNWANTED);
            }
        });
        if (!call.response().writeQueueFull()) {
            receive(turn, request);
            goOn.run();
            return;
        }
        turn.receiving = request;
        request.pause();
        call.response().drainHandler(taken -> {
            if (!turns.containsKey(turn.connection)) {
                return;
            }
            turn.receiving = null;
            turn.begin(limits.body());
            request.resume();
            receive(turn, request);
            goOn.run();
        });
    }

    private void receive(Turn turn, HttpServerRequest request) {
        if (!request.isEnded()) {
            turn.receiving = request;
            request.end().onSuccess(received -> received(turn));
        }
    }

    /** Whoever has shown a secret keeps their place while their body comes. */
    void trust(HttpServerRequest request) {
        Turn turn = turns.get(request.connection());
        if (turn != null) {
            turn.known = true;
        }
    }

    /** Gives the request's body more time than others have. */
    void giveTime(HttpServerRequest request, Duration time) {
        Turn turn = turns.get(request.connection());
        if (turn != null) {
            turn.begin(time);
        }
    }

    /** Closes the connection once the request has been read to its end; whoever would not be heard need not go on. */
    void closeAfter(HttpServerRequest request) {
        Turn turn = turns.get(request.connection());
        if (turn != null) {
            turn.closing = true;
        }
    }

    /** The same where the request is refused and what is still to come of it is of no use. */
    void closeSoonAfter(HttpServerRequest request) {
        closeAfter(request);
        giveTime(request, UNWANTED);
    }

    /**
     * Ends the stranger's body that has been coming for longest, and what was held for it.
     *
     * @param newcomer whose own stays
     * @return whether there was one
     */
    boolean endOldestBody(HttpServerRequest newcomer) {
        Optional<Turn> oldest = turns.values().stream()
                .filter(turn -> turn.answering && turn.isOfStranger())
                .filter(turn -> turn.connection != newcomer.connection())
                .min(Comparator.comparingLong(turn -> turn.wait.since));
        oldest.ifPresent(this::drop);
        return oldest.isPresent();
    }

    /** Ends whatever has taken too long. */
    void sweep() {
        turns.values().stream().filter(Turn::isOverdue).forEach(this::end);
    }

    private void received(Turn turn) {
        turn.receiving = null;
        if (!turn.answering) {
            rest(turn);
        }
    }

    private void rest(Turn turn) {
        turn.begin(limits.nextHead());
        if (turn.closing) {
            turn.connection.close();
        }
    }

    /** Of whoever is served no more, else of strangers, else of those who have shown a secret with their last request. */
    private boolean makeRoom() {
        Optional<Turn> longest = turns.values().stream()
                .filter(Turn::givesWay)
                .min(Comparator.comparing((Turn turn) -> !turn.isOwed())
                        .thenComparing(turn -> turn.known)
                        .thenComparingLong(turn -> turn.wait.since));
        longest.ifPresent(this::drop);
        return longest.isPresent();
    }

    private void drop(Turn turn) {
        turns.remove(turn.connection);
        turn.atClose.forEach(Runnable::run);
        if (turn.connection instanceof ConnectionBase vertxs) {
            // Vert.x itself would first wait until all that was written is read.
            vertxs.channelHandlerContext().close();
        } else {
            turn.connection.close();
        }
    }

    private void end(Turn turn) {
        HttpServerRequest request = turn.receiving;
        if (request == null || request.response().headWritten()) {
            turn.connection.close();
            return;
        }
        if (request.response().writeQueueFull()) {
            drop(turn);
            return;
        }
        HttpServerResponse response = request.response().putHeader("Connection", "close");
        ProblemResponse.end(
                        response,
                        HttpProblem.requestTimeout("The request did not come to its end; expected it within "
                                + limits.body().toSeconds() + " s."))
                .onComplete(sent -> turn.connection.close());
    }
}
