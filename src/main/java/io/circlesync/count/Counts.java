package io.circlesync.count;

import io.circlesync.problem.HttpProblem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process has done, for metrics. A count is one look-up in a map and one addition, so that it can be taken for each
 * event and each member. Labels take few values: whatever a partner may make up is {@value #OTHER}.
 */
public final class Counts {

    /** Off unless {@code log.outcomes} asks for it. */
    private static final Logger OUTCOMES = LoggerFactory.getLogger("io.circlesync.outcome");

    private static final String OTHER = "other";
    private static final String NONE = "none";
    private static final String REFUSED = "refused";

    /** Types of events that are known by their names. */
    private static final Set<String> TYPES = Set.of(
            "community_member_joined_community",
            "community_member.created",
            "community_member_profile_field_updated",
            "community_member_updated",
            "profile_updated",
            "community_member.updated",
            "community_member_deleted",
            "community_member.destroyed",
            "user.created",
            "user.updated",
            "user.deleted");

    private static final Duration[] SYNC_TIMES = {
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2)
    };

    private static final Duration[] CALL_TIMES = {
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    /** A metric, with the names of its labels. */
    private enum Metric {
        EVENTS(
                "circlesync.events",
                "Events that were answered, by what was made of them.",
                "source",
                "type",
                "outcome"),
        SECRETS("circlesync.secrets.refused", "Calls that were refused for a wrong or missing secret.", "door"),
        ANSWERS(
                "circlesync.api.answers",
                "Calls of the API, by the class of the status that they were answered with.",
                "status"),
        SYNCS("circlesync.sync", "Members that were worked on, and how long each took from its claim on.", "outcome"),
        CALLS("circlesync.partner.call", "Calls to a partner, and how long each took.", "partner", "status"),
        MESSAGES("circlesync.messages", "Messages, by what became of an attempt to send them.", "channel", "outcome"),
        CONFLICTS("circlesync.conflicts", "Fields in which both sides contradicted each other.", "field", "winner"),
        ECHOES("circlesync.echoes", "Members of whom events only repeated what both sides agree on."),
        RUNS("circlesync.reconciliations", "Reconciliations that have ended or had to wait for a person.", "outcome");

        private final String id;
        private final String tells;
        private final List<String> labels;

        Metric(String id, String tells, String... labels) {
            this.id = id;
            this.tells = tells;
            this.labels = List.of(labels);
        }
    }

    /** One series of a metric. */
    private record Series(Metric metric, List<String> values) {

        private List<Tag> tags() {
            return IntStream.range(0, values.size())
                    .mapToObj(place -> Tag.of(metric.labels.get(place), values.get(place)))
                    .toList();
        }
    }

    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();
    private static final Logger LOG = LoggerFactory.getLogger(Counts.class);

    /** Calls at a door that are refused within this time of one another are told once. */
    private static final Duration SAME_CALLER = Duration.ofMinutes(1);

    private final Map<String, Instant> eventsNotTaken = new ConcurrentHashMap<>();
    private final Map<String, Instant> secretsRefused = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final Consumer<Success> successes;
    private final Clock clock;

    /** Counts that nobody reads, of what is not the service's own work. */
    public static Counts unread() {
        return new Counts(new CompositeMeterRegistry(), success -> {}, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    /**
     * @param successes is told of what went well
     * @param clock the database's
     */
    public Counts(MeterRegistry registry, Consumer<Success> successes, Clock clock) {
        this.registry = registry;
        this.successes = successes;
        this.clock = clock;
    }

    /**
     * Begins at zero what can be named before it has happened, so that its first time is a rise.
     *
     * @param fields names of the synced fields
     */
    public void begin(Collection<String> fields) {
        TYPES.stream().filter(type -> !isOfWorkos(type)).forEach(type -> counter(Metric.EVENTS, "circle", type, "due"));
        TYPES.stream().filter(Counts::isOfWorkos).forEach(type -> counter(Metric.EVENTS, "workos", type, "applied"));
        List.of("circle", "workos").forEach(source -> counter(Metric.EVENTS, source, NONE, REFUSED));
        List.of("circle-webhook", "workos-webhook", "api").forEach(door -> counter(Metric.SECRETS, door));
        List.of("2xx", "4xx", "5xx").forEach(status -> counter(Metric.ANSWERS, status));
        Arrays.stream(SyncResult.values()).forEach(result -> timer(Metric.SYNCS, SYNC_TIMES, result.label()));
        timer(Metric.CALLS, CALL_TIMES, "circle", "200");
        List.of("slack", "mail")
                .forEach(channel ->
                        List.of("sent", "failed").forEach(outcome -> counter(Metric.MESSAGES, channel, outcome)));
        fields.forEach(field -> List.of("local", "circle").forEach(winner -> counter(Metric.CONFLICTS, field, winner)));
        counter(Metric.ECHOES);
        List.of("done", "failed", "waiting").forEach(outcome -> counter(Metric.RUNS, outcome));
    }

    /** An event of Circle was stored: {@code due}, {@code ignored} or {@code quarantined}. */
    public void circleEvent(Optional<String> type, String outcome) {
        event("circle", type, outcome, Success.CIRCLE_WEBHOOK);
    }

    /** An event was answered with 5xx, mostly before anybody could read its type. */
    public void eventNotTaken(String source) {
        counter(Metric.EVENTS, source, NONE, REFUSED).increment();
        eventsNotTaken.put(source, clock.instant());
    }

    /** When that happened last, by the sources whose events they were. */
    public Map<String, Instant> eventsNotTaken() {
        return Map.copyOf(eventsNotTaken);
    }

    /** An event of WorkOS was read: {@code applied}, {@code ignored} or {@code quarantined}. */
    public void workosEvent(Optional<String> type, String outcome) {
        event("workos", type, outcome, Success.WORKOS_WEBHOOK);
    }

    private void event(String source, Optional<String> type, String outcome, Success success) {
        String known = type.map(name -> TYPES.contains(name) ? name : OTHER).orElse(NONE);
        counter(Metric.EVENTS, source, known, outcome).increment();
        if (!outcome.equals("quarantined")) {
            successes.accept(success);
        }
    }

    /**
     * Somebody has shown a wrong secret, or none.
     *
     * @param door {@code circle-webhook}, {@code workos-webhook} or {@code api}
     * @param why what the caller is told of it
     */
    public void secretRefused(String door, HttpProblem why) {
        counter(Metric.SECRETS, door).increment();
        Instant now = clock.instant();
        Optional<Instant> before = Optional.ofNullable(secretsRefused.put(door, now));
        // Whoever tries secrets fills no log.
        if (before.filter(then -> then.plus(SAME_CALLER).isAfter(now)).isEmpty()) {
            LOG.warn(
                    "A call at {} showed a wrong secret, or none; what it brought is lost unless it is sent again: {}",
                    door,
                    why.getMessage());
        }
    }

    /** When that happened last, by the doors at which it did. */
    public Map<String, Instant> secretsRefused() {
        return Map.copyOf(secretsRefused);
    }

    /** A call of the API was answered. */
    public void apiAnswered(int status) {
        counter(Metric.ANSWERS, status / 100 + "xx").increment();
    }

    /**
     * The work on a member has come to its end.
     *
     * @param eventId the last event about them
     */
    public void synced(SyncResult result, long memberId, Optional<Long> eventId, Instant claimedAt) {
        OUTCOMES.atDebug()
                .addKeyValue("memberId", memberId)
                .addKeyValue("eventId", eventId.map(Object::toString).orElse(""))
                .addKeyValue("routeId", result.route())
                .addKeyValue("outcome", result.label())
                .log("Sync of the member is over");
        // The database's clock is known here to some milliseconds.
        Duration took = Duration.between(claimedAt, clock.instant());
        timer(Metric.SYNCS, SYNC_TIMES, result.label()).record(took.isNegative() ? Duration.ZERO : took);
        switch (result) {
            case CHANGED, UNCHANGED, PUSH_REJECTED -> successes.accept(Success.SYNC);
            case PUSHED -> {
                successes.accept(Success.SYNC);
                successes.accept(Success.PUSH);
            }
            case ECHO -> {
                successes.accept(Success.SYNC);
                counter(Metric.ECHOES).increment();
            }
            default -> {}
        }
    }

    /**
     * A partner was called.
     *
     * @param status the HTTP status; {@code none} if there was no answer; of messages {@code sent} or {@code refused}
     */
    public void called(String partner, String status, Duration took) {
        timer(Metric.CALLS, CALL_TIMES, partner, status).record(took);
    }

    /** What became of messages: {@code sent}, {@code failed}, {@code obsolete}, or {@code again} if they are tried again. */
    public void messages(String channel, String outcome, int messages) {
        counter(Metric.MESSAGES, channel, outcome).increment(messages);
    }

    /** Both sides had another value; {@code local} or {@code circle} won. */
    public void conflict(String field, String winner) {
        counter(Metric.CONFLICTS, field, winner).increment();
    }

    /** A reconciliation is {@code done}, has {@code failed}, or is {@code waiting} for a person. */
    public void reconciliation(String outcome) {
        counter(Metric.RUNS, outcome).increment();
    }

    private Counter counter(Metric metric, String... labels) {
        return counters.computeIfAbsent(
                new Series(metric, List.of(labels)),
                series -> Counter.builder(metric.id)
                        .description(metric.tells)
                        .tags(series.tags())
                        .register(registry));
    }

    private Timer timer(Metric metric, Duration[] buckets, String... labels) {
        return timers.computeIfAbsent(
                new Series(metric, List.of(labels)),
                series -> Timer.builder(metric.id)
                        .description(metric.tells)
                        .tags(series.tags())
                        .serviceLevelObjectives(buckets)
                        .register(registry));
    }

    private static boolean isOfWorkos(String type) {
        return type.startsWith("user.");
    }
}
