package io.circlesync.outbox;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.RuntimeCamelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a channel's route has claimed, and says what becomes of it. */
public final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final String channel;
    private final Backoff backoff;
    private final Function<Throwable, Refusal> refusals;

    /** @param refusals understands the channel's exceptions */
    public Delivery(String channel, Backoff backoff, Function<Throwable, Refusal> refusals) {
        this.channel = channel;
        this.backoff = backoff;
        this.refusals = refusals;
    }

    /** The claimed rows, oldest first. */
    public List<OutboxEntry> entries(List<Map<String, Object>> rows) {
        return rows.stream()
                .map(OutboxEntry::of)
                .sorted(Comparator.comparingLong(OutboxEntry::id))
                .toList();
    }

    /** The partner has taken the message. */
    public Settlement sent(List<OutboxEntry> entries) {
        return Settlement.sent(entries);
    }

    /** The message is not needed any more. */
    public Settlement obsolete(List<OutboxEntry> entries) {
        return Settlement.obsolete(entries);
    }

    /** The partner has not taken the message. */
    public Settlement refused(List<OutboxEntry> entries, Throwable why) {
        Settlement settlement = Settlement.refused(entries, refusals.apply(unwrapped(why)), backoff);
        LOG.warn("Outbox {} {}: {} ({})", channel, settlement.ids(), settlement.errorOrNull(), settlement.state());
        return settlement;
    }

    /** What really happened: Camel wraps what beans throw. */
    private static Throwable unwrapped(Throwable why) {
        Throwable inner = why;
        while (inner instanceof RuntimeCamelException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
