package io.circlesync.partner;

import io.circlesync.outbox.Channels;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads how the partners stand, and adds what each of them may be called. */
public final class PartnerStates {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final CallBudget circle;
    private final Channels channels;

    /**
     * @param circle the budget of calls to Circle
     * @param channels those of messages, with their pauses
     */
    public PartnerStates(CallBudget circle, Channels channels) {
        this.circle = circle;
        this.channels = channels;
    }

    /** How a partner stands, of a row of {@code partner-list.sql}. */
    public PartnerState of(Map<String, Object> row) {
        return limited(PartnerState.of(row));
    }

    /** The same partner, with what it may be called. */
    public PartnerState limited(PartnerState partner) {
        return partner.name().equals(PartnerState.CIRCLE)
                ? partner.within(
                        circle.perMinute(),
                        Optional.of(circle.monthlyQuota()),
                        Optional.of(circle.usedPercent(partner.callsThisMonth())))
                : partner.within(
                        MINUTE.dividedBy(channels.kind(partner.name()).pause()), Optional.empty(), Optional.empty());
    }
}
