package io.circlesync.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.circle.FieldHint;
import io.circlesync.count.Counts;
import io.circlesync.database.DatabaseOutage;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.trace.Traces;
import io.circlesync.webhook.EventRow.Disposition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Service;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every event of Circle before it is answered. Each method returns once the event is committed and throws
 * {@link HttpProblem} 503 if it is not.
 */
public final class EventInbox {

    private static final Logger LOG = LoggerFactory.getLogger(EventInbox.class);
    private static final String SOURCE = "circle";
    private static final String ROUTE = "circle-webhook";

    /** Since the event came; below the five seconds for which Circle is reported to wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final EventStore store;
    private final DatabaseOutage outage;
    private final Counts counts;
    private final GroupCommit<EventRow> commits;
    private final BiFunction<JsonNode, Long, Optional<String>> snapshots;
    private final Function<JsonNode, Optional<FieldHint>> hints;

    /**
     * @param outage is told when the database takes nothing
     * @param debounce how long after its first event a member becomes due
     * @param snapshots makes of the data of the member with the given id what {@code member-sync} can use, or nothing if
     *     they are not whole
     * @param hints makes of the data of an event about one profile field what tells whether it is an echo, or nothing
     */
    public EventInbox(
            DataSource dataSource,
            DatabaseOutage outage,
            Counts counts,
            Duration debounce,
            BiFunction<JsonNode, Long, Optional<String>> snapshots,
            Function<JsonNode, Optional<FieldHint>> hints) {
        this.store = new EventStore(dataSource, debounce);
        this.outage = outage;
        this.counts = counts;
        this.commits =
                new GroupCommit<>("event-inbox", this::write, row -> row.body().length());
        this.snapshots = snapshots;
        this.hints = hints;
    }

    /** Stores the event and marks its member due; the member's data in the event, if whole, will save the fetch. */
    public void markDue(WebhookEvent event, Exchange exchange) {
        markDue(
                event,
                event.memberId().flatMap(id -> event.memberData().flatMap(data -> snapshots.apply(data, id))),
                exchange);
    }

    /** Stores the event and marks its member due to be fetched, whatever the event says of them. */
    public void markDueForFetch(WebhookEvent event, Exchange exchange) {
        markDue(event, Optional.empty(), exchange);
    }

    /** Stores an event that changes nothing here. */
    public void ignore(WebhookEvent event, Exchange exchange) {
        store(event, Disposition.IGNORED, null, Optional.empty(), exchange);
    }

    /**
     * Stores an event that cannot be used, for a person to look at.
     *
     * @throws HttpProblem 400 always, once the event is stored
     */
    public void quarantine(WebhookEvent event, Exchange exchange) {
        quarantine(event, event.refusal().orElseThrow(), exchange);
    }

    private void markDue(WebhookEvent event, Optional<String> snapshot, Exchange exchange) {
        if (!event.hasMember()) {
            quarantine(event, WebhookEvent.NO_MEMBER, exchange);
        }
        store(event, Disposition.DUE, null, snapshot, exchange);
    }

    private void quarantine(WebhookEvent event, String reason, Exchange exchange) {
        store(event, Disposition.QUARANTINED, reason, Optional.empty(), exchange);
        throw HttpProblem.badRequest(reason);
    }

    private void store(
            WebhookEvent event, Disposition disposition, String reason, Optional<String> snapshot, Exchange exchange) {
        EventRow row = new EventRow(
                SOURCE,
                event.type().orElse(null),
                disposition,
                event.memberId().orElse(null),
                reason,
                event.body(),
                snapshot.orElse(null),
                event.fieldData().flatMap(hints).map(EventInbox::json).orElse(null),
                Traces.of(exchange).orElse(null));
        try {
            commits.write(row, PATIENCE.minusMillis(exchange.getClock().elapsed()));
            counts.circleEvent(event.type(), disposition.columnValue());
        } catch (SQLException e) {
            LOG.debug("An event was refused with 503: {}", e.getMessage());
            throw HttpProblem.unavailable("The event could not be stored; send it again.", RETRY_AFTER);
        }
    }

    private Set<Integer> write(List<EventRow> rows) throws SQLException {
        try {
            return store.store(rows);
        } catch (SQLException e) {
            outage.note(ROUTE, e);
            throw e;
        }
    }

    private static String json(FieldHint hint) {
        return Json.write(hint);
    }

    /**
     * What begins and ends with the process. This bean itself does not: Camel ends a service with the first route that calls it,
     * and does not begin it again with the route.
     */
    Service life() {
        return new ServiceSupport() {
            @Override
            protected void doStart() {
                begin();
            }

            @Override
            protected void doStop() {
                commits.stop();
            }
        };
    }

    /** Stores nothing once, so that the first caller does not wait for what only the first one needs. */
    private void begin() {
        try {
            store.store(List.of());
        } catch (SQLException e) {
            LOG.debug("The event-inbox could not be tried out: {}", e.getMessage());
        }
        commits.start();
    }
}
