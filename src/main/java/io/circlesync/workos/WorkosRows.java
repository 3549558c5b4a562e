package io.circlesync.workos;

import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.ProfileKeys;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Stands between the statements for WorkOS's events and {@link WorkosLinking}: parameters in, rows out. */
public final class WorkosRows {

    private final WorkosLinking linking;

    WorkosRows(WorkosLinking linking) {
        this.linking = linking;
    }

    /** The parameters of {@code workos-event-store.sql}. */
    public Map<String, Object> event(WorkosEvent event) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("eventId", event.id().orElseThrow());
        parameters.put("type", event.type().orElseThrow());
        parameters.put("body", event.body());
        parameters.put("userId", event.user().map(WorkosUser::id).orElse(null));
        parameters.put(
                "updatedAt",
                event.user()
                        .flatMap(WorkosUser::updatedAt)
                        .map(time -> time.atOffset(ZoneOffset.UTC))
                        .orElse(null));
        parameters.put("deleted", event.isDeletion());
        return parameters;
    }

    /** The parameters of {@code workos-event-quarantine.sql}. */
    public Map<String, Object> quarantine(WorkosEvent event) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("type", event.type().orElse(null));
        parameters.put("reason", event.refusal().orElseThrow());
        parameters.put("body", event.body());
        return parameters;
    }

    /** The parameters of {@code profile-candidates.sql}; an address that is not verified is not looked for. */
    public Map<String, Object> wanted(WorkosEvent event) {
        WorkosUser user = event.user().orElseThrow();
        return new ProfileKeys(user.externalId(), Optional.of(user.id()), user.verifiedEmail(), Optional.empty())
                .parameters();
    }

    /**
     * Decides what the event comes to.
     *
     * @param eventId the number under which it is stored
     * @param profiles rows of {@code profile-candidates.sql}
     * @param conflicts rows of {@code workos-conflicts.sql}
     */
    public WorkosDecision decide(
            WorkosEvent event, long eventId, List<Map<String, Object>> profiles, List<Map<String, Object>> conflicts) {
        List<FoundProfile> found = profiles.stream().map(FoundProfile::of).toList();
        List<String> subjects = conflicts.stream()
                .flatMap(row -> Stream.ofNullable((String) row.get("subject")))
                .toList();
        return linking.decide(event, eventId, Candidates.of(found, subjects));
    }

    /** What an event comes to that is no word on a user, or not the last. */
    public WorkosDecision ignore(WorkosEvent event) {
        return WorkosDecision.ignore(
                event.user().isPresent()
                        ? "Something newer is known of the user."
                        : "Events of this type are of no concern here.");
    }

    /** The parameters of {@code workos-settle.sql}. */
    public Map<String, Object> settlement(WorkosDecision decision, long eventId) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("id", eventId);
        parameters.put("disposition", decision.ignoredBecause().isPresent() ? "ignored" : "applied");
        parameters.put("reason", decision.ignoredBecause().orElse(null));
        return parameters;
    }
}
