package io.circlesync.workos;

import io.circlesync.count.Counts;
import io.circlesync.profile.AccountConflicts;
import io.circlesync.profile.FoundProfile;
import io.circlesync.profile.ProfileKeys;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Stands between the statements for WorkOS's events and {@link WorkosLinking}: parameters in, rows out. */
public final class WorkosRows {

    private static final String APPLIED = "applied";
    private static final String IGNORED = "ignored";

    private final WorkosLinking linking;
    private final Counts counts;

    WorkosRows(WorkosLinking linking, Counts counts) {
        this.linking = linking;
        this.counts = counts;
    }

    /** The parameters of {@code workos-event-store.sql}; an event that is about no user is settled with that. */
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
        boolean concernsUs = event.user().isPresent();
        if (!concernsUs) {
            counts.workosEvent(event.type(), IGNORED);
        }
        parameters.put("disposition", concernsUs ? APPLIED : IGNORED);
        parameters.put("reason", concernsUs ? null : "Events of this type are of no concern here.");
        return parameters;
    }

    /** The parameters of {@code workos-event-quarantine.sql}. */
    public Map<String, Object> quarantine(WorkosEvent event) {
        counts.workosEvent(event.type(), "quarantined");
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
     * @param stored the row of {@code workos-event-store.sql} or {@code workos-again.sql}
     * @param profiles rows of {@code profile-candidates.sql}
     * @param conflicts rows of {@code account-conflicts.sql}
     */
    public WorkosDecision decide(
            WorkosEvent event,
            Map<String, Object> stored,
            List<Map<String, Object>> profiles,
            List<Map<String, Object>> conflicts) {
        List<FoundProfile> found = profiles.stream().map(FoundProfile::of).toList();
        return linking.decide(
                event,
                (Long) stored.get("id"),
                Boolean.TRUE.equals(stored.get("overtaken")),
                Candidates.of(found, AccountConflicts.of(conflicts).subjects()));
    }

    /** Whether a stored event, the row of {@code workos-event-store.sql}, is the last word on its user. */
    public boolean isNewest(Map<String, Object> stored) {
        return (boolean) stored.get("newest");
    }

    /** What an event comes to that is not the last word on its user. */
    public WorkosDecision ignore() {
        return WorkosDecision.ignore("Something newer is known of the user.");
    }

    /**
     * The parameters of {@code workos-settle.sql}. An event counts as often as it arrives, and not as often as it is looked
     * at.
     *
     * @param stored the row of {@code workos-event-store.sql} or {@code workos-again.sql}
     */
    public Map<String, Object> settlement(WorkosEvent event, WorkosDecision decision, Map<String, Object> stored) {
        Map<String, Object> parameters = new HashMap<>();
        String disposition = decision.ignoredBecause().isPresent() ? IGNORED : APPLIED;
        if (!stored.containsKey("again")) {
            counts.workosEvent(event.type(), disposition);
        }
        parameters.put("id", stored.get("id"));
        parameters.put(
                "userId", isNewest(stored) ? event.user().map(WorkosUser::id).orElse(null) : null);
        parameters.put(
                "profileIds",
                decision.conflictsWith().stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")));
        parameters.put("disposition", disposition);
        parameters.put("reason", decision.ignoredBecause().orElse(null));
        return parameters;
    }
}
