package io.circlesync.management.jmx;

import io.circlesync.json.Json;
import io.circlesync.watch.ServiceState.Run;
import java.util.function.Function;

/** The open run, or else the last, as operators see it, and what may be done with one. */
final class ShownReconciliations implements Reconciliations {

    private final Shown shown;
    private final PublicApiCalls api;

    ShownReconciliations(Shown shown, PublicApiCalls api) {
        this.shown = shown;
        this.api = api;
    }

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
        return shown.of(state -> Shown.text(state.lastRunDoneAt()));
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
        return shown.now()
                .flatMap(state -> state.openRun().or(state::lastRun))
                .map(figure)
                .orElse(none);
    }
}
