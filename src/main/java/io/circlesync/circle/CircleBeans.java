package io.circlesync.circle;

import java.time.Clock;
import org.apache.camel.spi.Registry;

/** Names the beans that the routes call which ask Circle. */
public final class CircleBeans {

    private CircleBeans() {}

    /** Binds everything. */
    public static void bind(
            Registry registry,
            CircleAccount account,
            CircleMemberReader reader,
            CircleWriter writer,
            CommunityFields community,
            Clock clock) {
        registry.bind("circleRequests", new CircleRequests(account.apiToken(), writer));
        registry.bind("circleAnswers", new CircleAnswers(reader, new CircleAccess(clock), clock));
        registry.bind("communityFields", community);
    }
}
