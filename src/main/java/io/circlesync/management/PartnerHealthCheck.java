package io.circlesync.management;

import io.circlesync.partner.PartnerState;
import io.circlesync.watch.ServiceState;
import io.circlesync.watch.ServiceStates;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Says how the partners stand. It is always well: no node gets better by being taken out because a partner is away. */
final class PartnerHealthCheck extends AbstractHealthCheck {

    private final ServiceStates states;

    PartnerHealthCheck(ServiceStates states) {
        super("circle-sync", "partners");
        this.states = states;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        List<PartnerState> partners = states.now().map(ServiceState::partners).orElse(List.of());
        builder.message(partners.stream().map(PartnerHealthCheck::words).collect(Collectors.joining("; ")));
        partners.forEach(partner -> builder.detail(partner.name(), words(partner)));
    }

    private static String words(PartnerState partner) {
        return partner.name() + " is " + partner.state()
                + (partner.isAway()
                        ? " since " + partner.since() + ": " + partner.reason().orElse("")
                        : "");
    }

    @Override
    public boolean isLiveness() {
        return false;
    }
}
