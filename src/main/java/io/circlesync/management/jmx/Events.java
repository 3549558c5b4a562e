package io.circlesync.management.jmx;

import io.circlesync.management.described.Described;

/** Events that came in. */
@Described("Events that Circle and WorkOS have sent, on all nodes; some seconds old at most")
public interface Events {

    @Described("Events stored since midnight (UTC)")
    Long getToday();

    @Described("Events that could not be used and wait for a person; release lets one count")
    Long getQuarantined();

    @Described("Lets a quarantined event count, as it is or put right; answers with the event")
    String release(
            @Described(name = "id", value = "The event's id, as GET /api/events tells it") long id,
            @Described(name = "body", value = "The event put right, as JSON; empty to take it as it came") String body);

    @Described("Has the members of events synced once more, a few at a time; answers with the replay")
    String replay(
            @Described(
                            name = "request",
                            value = "As POST /api/events/replay takes it, such as {\"ids\":[7]} or"
                                    + " {\"filter\":{\"status\":\"failed\"},\"dryRun\":true}")
                    String request);

    @Described("Ends a replay; what it has marked due already is synced")
    String cancelReplay(@Described(name = "id", value = "The replay's id") long id);
}
