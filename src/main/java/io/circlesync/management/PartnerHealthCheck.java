package io.circlesync.management;

import java.sql.Timestamp;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Says how the partners stand. It is always well: no node gets better by being taken out because a partner is away. */
final class PartnerHealthCheck extends AbstractHealthCheck {

    private final Figures figures;

    PartnerHealthCheck(Figures figures) {
        super("circle-sync", "partners");
        this.figures = figures;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.up();
        builder.message(
                figures.partners().stream().map(PartnerHealthCheck::words).collect(Collectors.joining("; ")));
        figures.partners().forEach(partner -> builder.detail((String) partner.get("name"), words(partner)));
    }

    private static String words(Map<String, Object> partner) {
        return partner.get("name") + " is " + partner.get("state")
                + (Figures.isOpen(partner)
                        ? " since " + ((Timestamp) partner.get("since")).toInstant() + ": " + partner.get("reason")
                        : "");
    }

    @Override
    public boolean isLiveness() {
        return false;
    }
}
