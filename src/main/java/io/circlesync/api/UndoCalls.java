package io.circlesync.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.circlesync.change.Change;
import io.circlesync.edit.PastChange;
import io.circlesync.edit.Restored;
import io.circlesync.edit.Restored.Step;
import io.circlesync.edit.Restoring;
import io.circlesync.json.Json;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileRows;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/** Stands between the calls that take changes back, their SQL, and {@link Restoring}, which decides. */
public final class UndoCalls {

    private static final int MOST_IDS = 1_000;

    private static final Set<Object> AT_WORK = Set.of("planned", "running", "waiting");
    private static final TypeReference<List<Long>> IDS = new TypeReference<>() {};

    private final Restoring restoring;

    UndoCalls(Restoring restoring) {
        this.restoring = restoring;
    }

    /**
     * Reads the call.
     *
     * @throws HttpProblem 400 if there are query parameters, 422 if fields are wrong
     */
    public Undo read(ApiCall call) {
        call.requireNoQuery();
        CallBody body = CallBody.of(call);
        boolean dryRun = body.isDryRun();
        Optional<List<Long>> ids = body.ids("changeIds", MOST_IDS);
        Optional<Long> event = body.id("eventId");
        Optional<Long> run = body.id("reconciliationId");
        if (Stream.of("changeIds", "eventId", "reconciliationId")
                        .filter(body::has)
                        .count()
                != 1) {
            body.refuse("changeIds", "Expected one of changeIds, eventId and reconciliationId.");
        }
        body.refuseOthers();
        body.requireRight();
        Optional<List<Long>> newestFirst = ids.map(
                given -> given.stream().sorted(Comparator.reverseOrder()).toList());
        return new Undo(newestFirst, event, run, dryRun, Long.MAX_VALUE, true, List.of(), List.of(), call.operator());
    }

    /**
     * Lets pass what is about no event, or about one that there is.
     *
     * @param rows of {@code undo-event.sql}
     * @throws HttpProblem 404 if there is none
     */
    public void requireEvent(Undo undo, List<Map<String, Object>> rows) {
        if (undo.event().isPresent() && rows.isEmpty()) {
            throw HttpProblem.notFound("There is no such event.");
        }
    }

    /**
     * The call, once it is known what its run has brought about.
     *
     * @param row of {@code undo-run.sql}; null if there is no such run
     * @throws HttpProblem 404 if there is none, 409 while it is at work
     */
    public Undo ofRun(Undo undo, Map<String, Object> row) {
        if (row == null) {
            throw HttpProblem.notFound("There is no such run.");
        }
        if (AT_WORK.contains(row.get("state"))) {
            throw HttpProblem.conflict("The run is " + row.get("state") + "; expected one that is done or cancelled.");
        }
        try {
            return undo.of(Json.mapper().readValue((String) row.get("ids"), IDS));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The database has made no list of ids", e);
        }
    }

    /** The profiles of changes, rows of {@code undo-changes.sql}, as JSON for {@code undo-profiles.sql}. */
    public String profiles(List<Map<String, Object>> changes) {
        return Json.write(changes.stream()
                .map(row -> row.get("profile_id"))
                .distinct()
                .map(id -> Map.of("id", id))
                .toList());
    }

    /**
     * Decides what the next of them come to.
     *
     * @param changes rows of {@code undo-changes.sql}
     * @param profiles rows of {@code undo-profiles.sql}
     */
    public Restored decide(Undo undo, List<Map<String, Object>> changes, List<Map<String, Object>> profiles) {
        List<Profile> known = profiles.stream()
                .map(row -> ProfileRows.fromJson((String) row.get("profile")))
                .toList();
        Restored restored = restoring.restore(
                known, changes.stream().map(UndoCalls::change).toList(), undo.restored(), !undo.dryRun());
        Change change = undo.dryRun() ? Change.nothing() : restored.change().by(undo.operator());
        return new Restored(change, restored.restored(), restored.skipped());
    }

    /** The call, once these are taken back. */
    public Undo next(Undo undo, Restored restored, List<Map<String, Object>> changes) {
        return undo.after(
                restored, changes.stream().map(row -> (Long) row.get("id")).toList());
    }

    /** Answers with what was taken back, and what was not. */
    public void answer(Exchange exchange, Undo undo) {
        Set<Long> seen = new HashSet<>();
        Stream.of(undo.restored(), undo.skipped())
                .flatMap(List::stream)
                .map(Step::changeId)
                .forEach(seen::add);
        Stream<Step> unknown = undo.ids().filter(ids -> !undo.isOfRun()).stream()
                .flatMap(List::stream)
                .filter(id -> !seen.contains(id))
                .map(Step::unknown);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("changes", undo.restored().stream().map(UndoCalls::shown).toList());
        answer.put(
                "skipped",
                Stream.concat(undo.skipped().stream(), unknown)
                        .map(UndoCalls::shown)
                        .toList());
        JsonAnswer.write(exchange.getMessage(), Json.write(answer));
    }

    private static Map<String, Object> shown(Step step) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("changeId", step.changeId());
        shown.put("profileId", step.profileId().orElse(null));
        shown.put("field", step.field().orElse(null));
        shown.put("from", step.from().orElse(null));
        shown.put("to", step.to().orElse(null));
        step.reason().ifPresent(reason -> shown.put("reason", reason));
        return shown;
    }

    private static PastChange change(Map<String, Object> row) {
        return new PastChange(
                (Long) row.get("id"),
                (UUID) row.get("profile_id"),
                (String) row.get("field"),
                Optional.ofNullable((String) row.get("old_value")),
                Optional.ofNullable((String) row.get("new_value")),
                (String) row.get("source"),
                (String) row.get("rule"),
                (Boolean) row.get("of_another"));
    }
}
