package io.circlesync.management.jmx;

import io.circlesync.json.Json;
import io.circlesync.partner.PartnerState;
import io.circlesync.watch.ServiceState;
import io.circlesync.watch.ServiceState.Channel;
import io.circlesync.watch.ServiceState.Run;
import io.circlesync.watch.ServiceState.Trouble;
import io.circlesync.watch.ServiceStates;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The beans that show how the service stands; what they show is absent while the database does not tell. */
final class Shown {

    private final ServiceStates states;
    private final PublicApiCalls api;

    Shown(ServiceStates states, PublicApiCalls api) {
        this.states = states;
        this.api = api;
    }

    /** Names of the partners that there are now. */
    List<String> partners() {
        return states.now().stream()
                .flatMap(state -> state.partners().stream())
                .map(PartnerState::name)
                .toList();
    }

    Members members() {
        return new Members() {
            @Override
            public Long getDue() {
                return of(state -> state.members().due());
            }

            @Override
            public Long getOldestDueSeconds() {
                return of(state -> state.age(state.members().oldestDueAt()).toSeconds());
            }

            @Override
            public Long getRunning() {
                return of(state -> state.members().running());
            }

            @Override
            public Long getRetrying() {
                return of(state -> state.members().retrying());
            }

            @Override
            public Long getFailed() {
                return of(state -> state.members().failed());
            }

            @Override
            public Long getPaused() {
                return of(state -> state.members().paused());
            }

            @Override
            public List<String> getTroubles() {
                return of(state -> state.troubles().stream().map(Shown::words).toList());
            }

            @Override
            public String sync(long circleMemberId) {
                return api.post(member(circleMemberId, "sync"));
            }

            @Override
            public String retryFailed(String error, boolean dryRun) {
                return api.post(
                        "/api/members/retry",
                        Requests.retry(Optional.ofNullable(error).filter(text -> !text.isBlank()), dryRun));
            }

            @Override
            public String pause(long circleMemberId) {
                return api.post(member(circleMemberId, "pause"));
            }

            @Override
            public String resume(long circleMemberId) {
                return api.post(member(circleMemberId, "resume"));
            }

            @Override
            public String preview(long circleMemberId) {
                return api.get(member(circleMemberId, "preview"));
            }
        };
    }

    Events events() {
        return new Events() {
            @Override
            public Long getToday() {
                return of(state -> state.events().today());
            }

            @Override
            public Long getQuarantined() {
                return of(state -> state.events().quarantined());
            }

            @Override
            public String release(long id, String body) {
                String path = "/api/events/" + id + "/release";
                return body == null || body.isBlank() ? api.post(path) : api.post(path, Requests.release(body));
            }

            @Override
            public String replay(String request) {
                return api.post("/api/events/replay", request);
            }

            @Override
            public String cancelReplay(long id) {
                return api.post("/api/events/replay/" + id + "/cancel");
            }
        };
    }

    Partner partner(String name) {
        return new Partner() {
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
                return ofPartner(partner -> text(partner.nextProbeAt()));
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
            public String open() {
                return api.post("/api/partners/" + name + "/open");
            }

            @Override
            public String close() {
                return api.post("/api/partners/" + name + "/close");
            }

            private <T> T ofPartner(Function<PartnerState, T> figure) {
                return of(state -> state.partners().stream()
                        .filter(partner -> partner.name().equals(name))
                        .findFirst()
                        .map(figure)
                        .orElse(null));
            }
        };
    }

    Gaps gaps() {
        return new Gaps() {
            @Override
            public Long getOpen() {
                return of(state -> state.openGaps().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
            }

            @Override
            public Map<String, Long> getOpenByKind() {
                return of(ServiceState::openGaps);
            }
        };
    }

    Outbox outbox() {
        return new Outbox() {
            @Override
            public Map<String, Long> getWaiting() {
                return byChannel((state, channel) -> channel.waiting());
            }

            @Override
            public Map<String, Long> getRetrying() {
                return byChannel((state, channel) -> channel.retrying());
            }

            @Override
            public Map<String, Long> getFailed() {
                return byChannel((state, channel) -> channel.failed());
            }

            @Override
            public Map<String, Long> getOldestDueSeconds() {
                return byChannel(
                        (state, channel) -> state.age(channel.oldestDueAt()).toSeconds());
            }

            @Override
            public Map<String, String> getLastSent() {
                return byChannel((state, channel) -> text(channel.sentAt()));
            }

            @Override
            public String retry(long id) {
                return api.post("/api/messages/" + id + "/retry");
            }
        };
    }

    Successes successes() {
        return () -> of(state -> {
            Map<String, String> last = new TreeMap<>();
            state.successes().forEach((kind, at) -> last.put(kind, at.toString()));
            return last;
        });
    }

    Reconciliations reconciliations() {
        return new Reconciliations() {
            @Override
            public long getRun() {
                return run(Run::id, 0L);
            }

            @Override
            public String getState() {
                return run(Run::state, "");
            }

            @Override
            public String getStep() {
                return run(Run::step, "");
            }

            @Override
            public boolean isDryRun() {
                return run(Run::dryRun, false);
            }

            @Override
            public int getPages() {
                return run(Run::pages, 0);
            }

            @Override
            public long getMembers() {
                return run(Run::members, 0L);
            }

            @Override
            public long getMembersTotal() {
                return run(run -> run.membersTotal().orElse(0L), 0L);
            }

            @Override
            public String getWaitingFor() {
                return run(run -> run.waitingFor().toString(), "[]");
            }

            @Override
            public String getReason() {
                return run(run -> run.reason().orElse(""), "");
            }

            @Override
            public String getStartedAt() {
                return run(run -> run.startedAt().toString(), "");
            }

            @Override
            public String getEndedAt() {
                return run(run -> run.endedAt().map(Object::toString).orElse(""), "");
            }

            @Override
            public String getLastDoneAt() {
                return of(state -> text(state.lastRunDoneAt()));
            }

            @Override
            public String begin(boolean dryRun) {
                return Json.read(api.post("/api/reconciliations", Requests.run(dryRun)))
                        .path("id")
                        .asText();
            }

            @Override
            public String proceed(long run, String without) {
                return api.post("/api/reconciliations/" + run + "/continue", Requests.without(without));
            }

            @Override
            public String cancel(long run) {
                return api.post("/api/reconciliations/" + run + "/cancel");
            }

            @Override
            public String apply(long run) {
                return api.post("/api/reconciliations/" + run + "/apply");
            }

            private <T> T run(Function<Run, T> figure, T none) {
                return states.now()
                        .flatMap(state -> state.openRun().or(state::lastRun))
                        .map(figure)
                        .orElse(none);
            }
        };
    }

    private static String member(long id, String call) {
        return "/api/members/" + id + "/" + call;
    }

    private static String words(Trouble trouble) {
        return trouble.state() + " " + trouble.members() + ": " + trouble.reason()
                + trouble.since().map(at -> ", since " + at).orElse("")
                + trouble.nextAt().map(at -> ", next " + at).orElse("");
    }

    private interface OfChannel<T> {
        T of(ServiceState state, Channel channel);
    }

    private <T> Map<String, T> byChannel(OfChannel<T> figure) {
        return of(state -> {
            Map<String, T> figures = new TreeMap<>();
            state.channels().forEach(channel -> figures.put(channel.name(), figure.of(state, channel)));
            return figures;
        });
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }

    /** JMX knows no Optional. */
    private <T> T of(Function<ServiceState, T> figure) {
        return states.now().map(figure).orElse(null);
    }
}
