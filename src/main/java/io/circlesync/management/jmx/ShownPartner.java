package io.circlesync.management.jmx;

import io.circlesync.partner.PartnerState;
import java.util.function.Function;

/** One partner as operators see it: its state, its calls, and the switch. */
final class ShownPartner implements Partner {

    private final String name;
    private final Shown shown;
    private final PublicApiCalls api;

    ShownPartner(String name, Shown shown, PublicApiCalls api) {
        this.name = name;
        this.shown = shown;
        this.api = api;
    }

    @Override
    public String getState() {
        return ofPartner(PartnerState::state);
    }

    @Override
    public String getSince() {
        return ofPartner(partner -> partner.since().toString());
    }

    @Override
    public String getReason() {
        return ofPartner(partner -> partner.reason().orElse(null));
    }

    @Override
    public String getNextProbeAt() {
        return ofPartner(partner -> Shown.text(partner.nextProbeAt()));
    }

    @Override
    public Integer getCallsThisMinute() {
        return ofPartner(PartnerState::callsThisMinute);
    }

    @Override
    public Integer getCallsThisMonth() {
        return ofPartner(PartnerState::callsThisMonth);
    }

    @Override
    public Long getBudgetPerMinute() {
        return ofPartner(PartnerState::budgetPerMinute);
    }

    @Override
    public Integer getMonthlyQuota() {
        return ofPartner(partner -> partner.monthlyQuota().orElse(null));
    }

    @Override
    public Integer getUsedPercent() {
        return ofPartner(partner -> partner.usedPercent().orElse(null));
    }

    @Override
    public String open() {
        return api.post("/api/partners/" + name + "/open");
    }

    @Override
    public String close() {
        return api.post("/api/partners/" + name + "/close");
    }

    private <T> T ofPartner(Function<PartnerState, T> figure) {
        return shown.of(state -> state.partners().stream()
                .filter(partner -> partner.name().equals(name))
                .findFirst()
                .map(figure)
                .orElse(null));
    }
}
