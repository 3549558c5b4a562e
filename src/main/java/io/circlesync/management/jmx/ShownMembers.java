package io.circlesync.management.jmx;

import io.circlesync.watch.ServiceState.Trouble;
import java.util.List;
import java.util.Optional;

/** The members as operators see them, and what may be done with one. */
final class ShownMembers implements Members {

    private final Shown shown;
    private final PublicApiCalls api;

    ShownMembers(Shown shown, PublicApiCalls api) {
        this.shown = shown;
        this.api = api;
    }

    @Override
    public Long getDue() {
        return shown.of(state -> state.members().due());
    }

    @Override
    public Long getOldestDueSeconds() {
        return shown.of(state -> state.age(state.members().oldestDueAt()).toSeconds());
    }

    @Override
    public Long getRunning() {
        return shown.of(state -> state.members().running());
    }

    @Override
    public Long getRetrying() {
        return shown.of(state -> state.members().retrying());
    }

    @Override
    public Long getFailed() {
        return shown.of(state -> state.members().failed());
    }

    @Override
    public Long getPaused() {
        return shown.of(state -> state.members().paused());
    }

    @Override
    public Long getUnwritten() {
        return shown.of(state -> state.members().unwritten());
    }

    @Override
    public List<String> getTroubles() {
        return shown.of(
                state -> state.troubles().stream().map(ShownMembers::words).toList());
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

    private static String member(long id, String call) {
        return "/api/members/" + id + "/" + call;
    }

    private static String words(Trouble trouble) {
        return trouble.state() + " " + trouble.members() + ": " + trouble.reason()
                + trouble.since().map(at -> ", since " + at).orElse("")
                + trouble.nextAt().map(at -> ", next " + at).orElse("");
    }
}
