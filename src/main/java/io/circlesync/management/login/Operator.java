package io.circlesync.management.login;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Who sits at the management port. */
public record Operator(String name, Role role) {

    /** Whoever comes while there are no users, which only this machine can. */
    static final Operator UNNAMED = new Operator("operator", Role.ACT);

    private static final String KEY = Operator.class.getName();

    /** Who makes this request; past the login there is always somebody. */
    public static Operator of(RoutingContext call) {
        return call.get(KEY);
    }

    /**
     * Who makes the request that this thread works on; empty for whoever comes another way, such as by JMX from this machine.
     */
    public static Optional<Operator> current() {
        return Optional.ofNullable(Vertx.currentContext()).map(context -> context.getLocal(KEY));
    }

    void enter(RoutingContext call) {
        call.put(KEY, this);
        // What works on the request elsewhere, such as Jolokia, has its context and not the call.
        Vertx.currentContext().putLocal(KEY, this);
    }

    /** Whether they may do more than look. */
    public boolean mayAct() {
        return role == Role.ACT;
    }
}
