package io.circlesync.circle;

import io.circlesync.count.Counts;
import io.circlesync.partner.CallBudget;
import io.circlesync.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.Registry;

/** Names the beans that the routes call which ask Circle. */
public final class CircleBeans {

    /** Fewer faults in a row may be the members' own. */
    private static final int ROW_OF_FAULTS = 5;

    private static final Duration FIRST_PROBE = Duration.ofSeconds(2);

    /** Whoever waits is synced within a minute after Circle is well again, unless it was away for long. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(40);

    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

    private CircleBeans() {}

    /**
     * Binds everything.
     *
     * @param community whose members are ours
     * @param known what is known of its fields
     * @param breaker every call goes through it
     */
    public static void bind(
            CamelContext context,
            CircleAccount account,
            CircleMemberReader reader,
            CircleWriter writer,
            OwnCommunity community,
            CommunityFields known,
            CircleBreaker breaker,
            CallBudget budget,
            Counts counts,
            Clock clock) {
        Registry registry = context.getRegistry();
        registry.bind("circleBreaker", breaker);
        registry.bind("circleQuota", new CircleQuota(budget));
        registry.bind("circleRequests", new CircleRequests(account.apiToken(), writer, breaker));
        registry.bind("circleAnswers", new CircleAnswers(reader, new CircleAccess(clock), breaker, community, clock));
        registry.bind("communityFields", known);
        ScheduledExecutorService timer =
                context.getExecutorServiceManager().newSingleThreadScheduledExecutor(context, "circle-limit");
        HttpClientConfigurer quiet = new QuietConnections();
        HttpClientConfigurer limit = new CallLimit(CALL_LIMIT, timer, counts);
        registry.bind("circleClient", HttpClientConfigurer.class, (HttpClientConfigurer) client -> {
            quiet.configureHttpClient(client);
            limit.configureHttpClient(client);
        });
    }

    /**
     * The circuit breaker around Circle.
     *
     * @param maxAttempts failed attempts after which a member is given up; not before it is known whether they are its own
     */
    public static CircleBreaker breaker(int maxAttempts, CallBudget budget, Clock clock) {
        return new CircleBreaker(
                Math.min(ROW_OF_FAULTS, maxAttempts),
                new Backoff(FIRST_PROBE, LONGEST_PAUSE, new Random()::nextDouble),
                CircleException.AFTER_TOO_MANY,
                budget,
                clock);
    }
}
