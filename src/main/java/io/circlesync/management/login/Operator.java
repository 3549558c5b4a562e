package io.circlesync.management.login;

import io.vertx.ext.web.RoutingContext;

/** Who sits at the management port. */
public record Operator(String name, Role role) {

    /** Whoever comes while there are no users, which only this machine can. */
    static final Operator UNNAMED = new Operator("operator", Role.ACT);

    private static final String KEY = Operator.class.getName();

    /** Who makes this request; past the login there is always somebody. */
    public static Operator of(RoutingContext call) {
        return call.get(KEY);
    }

    void enter(RoutingContext call) {
        call.put(KEY, this);
    }

    /** Whether they may do more than look. */
    public boolean mayAct() {
        return role == Role.ACT;
    }
}
