package io.circlesync.management;

import io.circlesync.gap.GapKind;
import io.circlesync.partner.PartnerState;
import io.circlesync.watch.ServiceState;
import io.circlesync.watch.ServiceStates;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * How the service stands, as metrics: the same on each node, for it comes from the database. All of them are of one reading.
 * What there is nothing to tell of is left out; while the database is away, that is everything but that.
 */
final class StateMetrics implements MultiCollector {

    private static final List<String> RUN_STATES = List.of("planned", "running", "waiting");

    private final ServiceStates states;
    private final BooleanSupplier away;

    /** @param away whether the database takes nothing that is written */
    StateMetrics(ServiceStates states, BooleanSupplier away) {
        this.states = states;
        this.away = away;
    }

    @Override
    public MetricSnapshots collect() {
        Optional<ServiceState> state = states.now();
        MetricReading metrics = new MetricReading();
        metrics.gauge(
                "circlesync_database_up",
                "1 while the database answers and takes what is written, else 0.",
                state.isPresent() && !away.getAsBoolean() ? 1 : 0);
        state.ifPresent(now -> {
            queue(metrics, now);
            comings(metrics, now);
            partners(metrics, now);
            channels(metrics, now);
            successes(metrics, now);
            reconciliation(metrics, now);
        });
        return metrics.snapshots();
    }

    private static void queue(MetricReading metrics, ServiceState state) {
        ServiceState.Members members = state.members();
        metrics.gauge("circlesync_members_due", "Members that are to be synced now and wait for it.", members.due());
        metrics.gauge(
                "circlesync_members_oldest_due_age_seconds",
                "For how long the first of the members that are due has been; 0 if none is.",
                seconds(state, members.oldestDueAt()));
        metrics.gauge(
                "circlesync_oldest_due_seconds", "The same, by a shorter name.", seconds(state, members.oldestDueAt()));
        metrics.gauge("circlesync_members_running", "Members that a node works on.", members.running());
        metrics.gauge(
                "circlesync_members_retrying",
                "Members whose last sync failed and that are tried again.",
                members.retrying());
        metrics.gauge("circlesync_members_failed", "Members that were given up.", members.failed());
        metrics.gauge("circlesync_members_paused", "Members whom a person has paused.", members.paused());
        metrics.gauge(
                "circlesync_members_unwritten",
                "Members with edits that wait until Circle lets us write again.",
                members.unwritten());
        metrics.gauges(
                "circlesync_trouble_members",
                "Members that are tried again or were given up, by why; out of a thousand of each state.",
                state.troubles(),
                StateMetrics::labels,
                trouble -> Optional.of((double) trouble.members()));
        metrics.gauges(
                "circlesync_trouble_attempts",
                "Most attempts that one of these members has had.",
                state.troubles(),
                StateMetrics::labels,
                trouble -> Optional.of((double) trouble.attempts()));
        metrics.gauges(
                "circlesync_trouble_since_timestamp_seconds",
                "When the first of these members was given up.",
                state.troubles(),
                StateMetrics::labels,
                trouble -> trouble.since().map(StateMetrics::seconds));
        metrics.gauges(
                "circlesync_trouble_next_attempt_timestamp_seconds",
                "When the first of these members is tried next.",
                state.troubles(),
                StateMetrics::labels,
                trouble -> trouble.nextAt().map(StateMetrics::seconds));
        metrics.gauge(
                "circlesync_searches_due",
                "Profiles whose member is to be looked for in Circle now.",
                state.searches().due());
        metrics.gauge(
                "circlesync_searches_oldest_due_age_seconds",
                "For how long the first of these searches has been due; 0 if none is.",
                seconds(state, state.searches().oldestDueAt()));
        metrics.gauge(
                "circlesync_replay_members", "Members whom replays are still to mark due.", state.replayMembersLeft());
    }

    private static void comings(MetricReading metrics, ServiceState state) {
        metrics.gauge(
                "circlesync_events_today",
                "Events that were stored since midnight (UTC).",
                state.events().today());
        metrics.gauge(
                "circlesync_events_quarantined",
                "Events that could not be used and wait for a person.",
                state.events().quarantined());
        List<String> kinds =
                Arrays.stream(GapKind.values()).map(GapKind::jsonName).toList();
        Function<String, Labels> label = kind -> Labels.of("kind", kind);
        metrics.gauges(
                "circlesync_gaps_open",
                "Gaps that are open.",
                kinds,
                label,
                kind -> Optional.of((double) state.openGaps().getOrDefault(kind, 0L)));
        metrics.counters(
                "circlesync_gaps_opened",
                "Gaps that were opened, on any node, since this one began.",
                kinds,
                label,
                kind -> state.gapsOpened().getOrDefault(kind, 0L));
        metrics.counters(
                "circlesync_gaps_resolved",
                "Gaps that were resolved or erased, on any node, since this one began.",
                kinds,
                label,
                kind -> state.gapsResolved().getOrDefault(kind, 0L));
    }

    private static void partners(MetricReading metrics, ServiceState state) {
        Function<PartnerState, Labels> label = partner -> Labels.of("partner", partner.name());
        metrics.gauges(
                "circlesync_partner_open",
                "1 while the partner is not called, else 0.",
                state.partners(),
                label,
                partner -> Optional.of(partner.isAway() ? 1.0 : 0.0));
        metrics.gauges(
                "circlesync_partner_since_timestamp_seconds",
                "Since when the partner is called, or is not.",
                state.partners(),
                label,
                partner -> Optional.of(seconds(partner.since())));
        metrics.gauges(
                "circlesync_partner_next_probe_timestamp_seconds",
                "When it is asked next whether the partner is well again.",
                state.partners(),
                label,
                partner -> partner.nextProbeAt().map(StateMetrics::seconds));
        metrics.gauges(
                "circlesync_partner_calls_this_minute",
                "Calls to the partner in this minute by the clock.",
                state.partners(),
                label,
                partner -> Optional.of((double) partner.callsThisMinute()));
        metrics.gauges(
                "circlesync_partner_calls_this_month",
                "Calls to the partner in this month (UTC).",
                state.partners(),
                label,
                partner -> Optional.of((double) partner.callsThisMonth()));
        metrics.gauges(
                "circlesync_circle_calls_month",
                "Those to Circle, by a shorter name.",
                state.partners().stream()
                        .filter(partner -> partner.name().equals(PartnerState.CIRCLE))
                        .toList(),
                partner -> Labels.EMPTY,
                partner -> Optional.of((double) partner.callsThisMonth()));
        metrics.gauges(
                "circlesync_partner_budget_per_minute",
                "Calls to the partner in any minute, at most.",
                state.partners(),
                label,
                partner -> Optional.of((double) partner.budgetPerMinute()));
        metrics.gauges(
                "circlesync_partner_monthly_quota",
                "Calls to the partner in a month, at most.",
                state.partners(),
                label,
                partner -> partner.monthlyQuota().map(Integer::doubleValue));
        metrics.gauges(
                "circlesync_partner_monthly_quota_used_ratio",
                "How much of these is used up; 1 where what is left is too little for a member.",
                state.partners(),
                label,
                partner -> partner.usedPercent().map(used -> used / 100.0));
    }

    private static void channels(MetricReading metrics, ServiceState state) {
        Function<ServiceState.Channel, Labels> label = channel -> Labels.of("channel", channel.name());
        metrics.gauges(
                "circlesync_outbox_waiting",
                "Messages that wait to go out, now or later.",
                state.channels(),
                label,
                channel -> Optional.of((double) channel.waiting()));
        metrics.gauges(
                "circlesync_outbox_oldest_due_age_seconds",
                "For how long the first of the messages that are due has been; 0 if none is.",
                state.channels(),
                label,
                channel -> Optional.of(seconds(state, channel.oldestDueAt())));
        metrics.gauges(
                "circlesync_outbox_retrying",
                "Messages that were refused and are tried again.",
                state.channels(),
                label,
                channel -> Optional.of((double) channel.retrying()));
        metrics.gauges(
                "circlesync_outbox_failed",
                "Messages that were given up.",
                state.channels(),
                label,
                channel -> Optional.of((double) channel.failed()));
    }

    private static void successes(MetricReading metrics, ServiceState state) {
        Map<String, Instant> last = new TreeMap<>(state.successes());
        state.channels().forEach(channel -> channel.sentAt().ifPresent(at -> last.put(channel.name(), at)));
        state.lastRunDoneAt().ifPresent(at -> last.put("reconciliation", at));
        metrics.gauges(
                "circlesync_last_success_timestamp_seconds",
                "When it went well last: a webhook, a sync, a push, a message of a channel, a reconciliation.",
                List.copyOf(last.entrySet()),
                what -> Labels.of("what", what.getKey()),
                what -> Optional.of(seconds(what.getValue())));
    }

    private static void reconciliation(MetricReading metrics, ServiceState state) {
        metrics.gauges(
                "circlesync_reconciliation_open",
                "1 for the state of the reconciliation that has not ended, else 0.",
                RUN_STATES,
                name -> Labels.of("state", name),
                name -> Optional.of(
                        state.openRun().filter(run -> run.state().equals(name)).isPresent() ? 1.0 : 0.0));
        metrics.gauge(
                "circlesync_reconciliation_members",
                "Members that the reconciliation that has not ended has compared; 0 if there is none.",
                state.openRun().map(ServiceState.Run::members).orElse(0L));
        metrics.gauge(
                "circlesync_reconciliation_members_expected",
                "Members that it is to compare, as Circle counted them; 0 if there is none.",
                state.openRun().flatMap(ServiceState.Run::membersTotal).orElse(0L));
        metrics.gauge(
                "circlesync_reconciliation_last_failed",
                "1 if the reconciliation that ended last has failed, else 0.",
                state.lastRun().filter(run -> run.state().equals("failed")).isPresent() ? 1 : 0);
    }

    private static Labels labels(ServiceState.Trouble trouble) {
        return Labels.of("state", trouble.state(), "reason", trouble.reason());
    }

    private static double seconds(ServiceState state, Optional<Instant> since) {
        return state.age(since).toMillis() / 1e3;
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1e3;
    }
}
