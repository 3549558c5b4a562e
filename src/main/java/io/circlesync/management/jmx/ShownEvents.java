package io.circlesync.management.jmx;

/** The events as operators see them, and what may be done with those that are kept. */
final class ShownEvents implements Events {

    private final Shown shown;
    private final PublicApiCalls api;

    ShownEvents(Shown shown, PublicApiCalls api) {
        this.shown = shown;
        this.api = api;
    }

    @Override
    public Long getToday() {
        return shown.of(state -> state.events().today());
    }

    @Override
    public Long getQuarantined() {
        return shown.of(state -> state.events().quarantined());
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
}
