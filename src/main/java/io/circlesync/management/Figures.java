package io.circlesync.management;

import io.circlesync.partner.PartnerState;
import io.circlesync.watch.ServiceState;
import io.circlesync.watch.ServiceStates;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Figures of the whole service, for all nodes, as gauges. */
final class Figures {

    private final ServiceStates states;

    Figures(ServiceStates states) {
        this.states = states;
    }

    /** Adds a gauge for each; those of partners for the ones that there are now. */
    void bind(MeterRegistry metrics) {
        gauge(
                metrics,
                "circlesync.circle.calls.month",
                "Calls to Circle in this month (UTC)",
                state -> partner(state, PartnerState.CIRCLE, PartnerState::callsThisMonth));
        gauge(
                metrics,
                "circlesync.members.due",
                "Members that are due",
                state -> state.members().due());
        gauge(
                metrics,
                "circlesync.oldest.due.seconds",
                "For how long the first of them has been due",
                state -> state.age(state.members().oldestDueAt()).toSeconds());
        gauge(
                metrics,
                "circlesync.members.failed",
                "Members that were given up",
                state -> state.members().failed());
        gauge(
                metrics,
                "circlesync.members.paused",
                "Members whom a person has paused",
                state -> state.members().paused());
        states.now().ifPresent(state -> {
            state.partners()
                    .forEach(partner -> Gauge.builder(
                                    "circlesync.partner.open",
                                    states,
                                    own -> figure(
                                            own, now -> partner(now, partner.name(), found -> found.isAway() ? 1 : 0)))
                            .description("1 while the partner is not called, else 0")
                            .tag("partner", partner.name())
                            .register(metrics));
            state.channels()
                    .forEach(channel -> Gauge.builder(
                                    "circlesync.outbox.waiting",
                                    states,
                                    own -> figure(own, now -> waiting(now, channel.name())))
                            .description("Messages that wait to go out")
                            .tag("channel", channel.name())
                            .register(metrics));
        });
    }

    private static double partner(ServiceState state, String name, ToDoubleFunction<PartnerState> figure) {
        return state.partners().stream()
                .filter(partner -> partner.name().equals(name))
                .findFirst()
                .map(figure::applyAsDouble)
                .orElse(Double.NaN);
    }

    private static double waiting(ServiceState state, String channel) {
        return state.channels().stream()
                .filter(found -> found.name().equals(channel))
                .findFirst()
                .map(found -> (double) found.waiting())
                .orElse(Double.NaN);
    }

    private void gauge(MeterRegistry metrics, String name, String description, ToDoubleFunction<ServiceState> figure) {
        Gauge.builder(name, states, own -> figure(own, figure))
                .description(description)
                .register(metrics);
    }

    private static double figure(ServiceStates states, ToDoubleFunction<ServiceState> figure) {
        return states.now().map(figure::applyAsDouble).orElse(Double.NaN);
    }
}
