package io.circlesync.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.problem.HttpProblem;
import io.circlesync.webhook.EventRow.Disposition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every event of Circle before it is answered. Each method returns once the event is committed and throws
 * {@link HttpProblem} 503 if it is not.
 */
public final class EventInbox extends ServiceSupport {

    private static final Logger LOG = LoggerFactory.getLogger(EventInbox.class);
    private static final String SOURCE = "circle";

    /** Below the five seconds for which Circle is reported to wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final GroupCommit<EventRow> commits;
    private final BiFunction<JsonNode, Long, Optional<String>> snapshots;

    /**
     * @param debounce how long after its first event a member becomes due
     * @param snapshots makes of the data of the member with the given id what {@code member-sync} can use, or nothing if
     *     they are not whole
     */
    public EventInbox(
            DataSource dataSource, Duration debounce, BiFunction<JsonNode, Long, Optional<String>> snapshots) {
        this.commits = new GroupCommit<>("event-inbox", PATIENCE, new EventStore(dataSource, debounce)::store);
        this.snapshots = snapshots;
    }

    /** Stores the event and marks its member due; the member's data in the event, if whole, will save the fetch. */
    public void markDue(WebhookEvent event) {
        markDue(event, event.memberId().flatMap(id -> event.memberData().flatMap(data -> snapshots.apply(data, id))));
    }

    /** Stores the event and marks its member due to be fetched, whatever the event says of them. */
    public void markDueForFetch(WebhookEvent event) {
        markDue(event, Optional.empty());
    }

    /** Stores an event that changes nothing here. */
    public void ignore(WebhookEvent event) {
        store(event, Disposition.IGNORED, null, Optional.empty());
    }

    /**
     * Stores an event that cannot be used, for a person to look at.
     *
     * @throws HttpProblem 400 always, once the event is stored
     */
    public void quarantine(WebhookEvent event) {
        quarantine(event, event.refusal().orElseThrow());
    }

    private void markDue(WebhookEvent event, Optional<String> snapshot) {
        if (!event.hasMember()) {
            quarantine(event, "There is no usable member id; expected community_member_id above zero.");
        }
        store(event, Disposition.DUE, null, snapshot);
    }

    private void quarantine(WebhookEvent event, String reason) {
        store(event, Disposition.QUARANTINED, reason, Optional.empty());
        throw HttpProblem.badRequest(reason);
    }

    private void store(WebhookEvent event, Disposition disposition, String reason, Optional<String> snapshot) {
        try {
            commits.write(new EventRow(
                    SOURCE,
                    event.type().orElse(null),
                    disposition,
                    event.memberId().orElse(null),
                    reason,
                    event.body(),
                    snapshot.orElse(null)));
        } catch (SQLException e) {
            LOG.warn("An event was refused with 503, for the database did not take it: {}", e.getMessage());
            throw HttpProblem.unavailable("The event could not be stored; send it again.", RETRY_AFTER);
        }
    }

    @Override
    protected void doStart() {
        commits.start();
    }

    @Override
    protected void doStop() {
        commits.stop();
    }
}
