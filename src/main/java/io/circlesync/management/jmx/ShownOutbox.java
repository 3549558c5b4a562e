package io.circlesync.management.jmx;

import java.util.Map;

/** What waits to be sent, by channel, as operators see it. */
final class ShownOutbox implements Outbox {

    private final Shown shown;
    private final PublicApiCalls api;

    ShownOutbox(Shown shown, PublicApiCalls api) {
        this.shown = shown;
        this.api = api;
    }

    @Override
    public Map<String, Long> getWaiting() {
        return shown.byChannel((state, channel) -> channel.waiting());
    }

    @Override
    public Map<String, Long> getRetrying() {
        return shown.byChannel((state, channel) -> channel.retrying());
    }

    @Override
    public Map<String, Long> getFailed() {
        return shown.byChannel((state, channel) -> channel.failed());
    }

    @Override
    public Map<String, Long> getOldestDueSeconds() {
        return shown.byChannel(
                (state, channel) -> state.age(channel.oldestDueAt()).toSeconds());
    }

    @Override
    public Map<String, String> getLastSent() {
        return shown.byChannel((state, channel) -> Shown.text(channel.sentAt()));
    }

    @Override
    public String retry(long id) {
        return api.post("/api/messages/" + id + "/retry");
    }

    @Override
    public String ignore(long id) {
        return api.post("/api/messages/" + id + "/ignore");
    }
}
