package io.circlesync.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Bounds how many requests of one kind are worked on at the same time, so that those that take long, or that wait for
 * somebody, leave threads and connections to all others. The next ones wait for their turn at the door, where they take up
 * neither; beans of this type are asked before their routes.
 */
public final class Room {

    /** Longer than what takes its time is usually done, and shorter than what callers wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<String> paths;
    private final int atOnce;
    private final int mostWaiting;
    private final Deque<Guest> waiting = new ArrayDeque<>();
    private int inside;

    /** A request, where its handlers run, and whether it was let in. */
    private static final class Guest {

        private final RoutingContext call;
        private final Context context;
        private boolean inside;

        Guest(RoutingContext call, Context context) {
            this.call = call;
            this.context = context;
        }

        void goOn() {
            context.runOnContext(turn -> {
                HttpServerRequest request = call.request();
                if (!request.isEnded()) {
                    request.resume();
                }
                if (!call.response().closed()) {
                    call.next();
                }
            });
        }
    }

    /**
     * @param atOnce how many are worked on
     * @param mostWaiting how many wait at the door
     * @param paths as the HTTP server's routes have them: {@code /api/*} is all below {@code /api}
     */
    public Room(int atOnce, int mostWaiting, String... paths) {
        this.paths = List.of(paths);
        this.atOnce = atOnce;
        this.mostWaiting = mostWaiting;
    }

    List<String> paths() {
        return paths;
    }

    /**
     * Lets the request go on, now or when it is its turn.
     *
     * @param late is run if its turn does not come in time
     * @param whenOver has something run once a call is over
     * @return whether there is room; if not, it is the caller's to refuse the request
     */
    boolean enter(RoutingContext call, Runnable late, BiConsumer<RoutingContext, Runnable> whenOver) {
        Guest guest = new Guest(call, Vertx.currentContext());
        boolean waits;
        synchronized (waiting) {
            waits = inside >= atOnce;
            if (waits && waiting.size() >= mostWaiting) {
                return false;
            }
            if (waits) {
                call.request().pause();
                waiting.add(guest);
            } else {
                guest.inside = true;
                inside++;
            }
        }
        whenOver.accept(call, () -> leave(guest));
        if (waits) {
            call.vertx().setTimer(PATIENCE.toMillis(), timer -> giveUp(guest, late));
        } else {
            call.next();
        }
        return true;
    }

    /** Whoever waits behind goes in; whoever was never let in makes room for nobody. */
    private void leave(Guest guest) {
        Guest next;
        synchronized (waiting) {
            waiting.remove(guest);
            if (!guest.inside) {
                return;
            }
            next = waiting.poll();
            if (next == null) {
                inside--;
            } else {
                next.inside = true;
            }
        }
        if (next != null) {
            next.goOn();
        }
    }

    private void giveUp(Guest guest, Runnable late) {
        boolean waits;
        synchronized (waiting) {
            waits = waiting.remove(guest);
        }
        if (waits) {
            guest.context.runOnContext(turn -> {
                guest.call.request().resume();
                late.run();
            });
        }
    }
}
