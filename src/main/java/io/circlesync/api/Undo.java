package io.circlesync.api;

import io.circlesync.edit.Restored;
import io.circlesync.edit.Restored.Step;
import io.circlesync.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A call that takes changes back, as far as it is.
 *
 * @param before below which id it goes on
 * @param open whether there may be more
 * @param operator who asked for it, where that is said
 */
public record Undo(
        Optional<List<Long>> ids,
        Optional<Long> event,
        Optional<Long> run,
        boolean dryRun,
        long before,
        boolean open,
        List<Step> restored,
        List<Step> skipped,
        Optional<String> operator) {

    /** Changes that are taken back in one transaction. */
    private static final int AT_ONCE = 500;

    /** Which changes, as {@code undo-changes.sql} reads it. */
    private record Wanted(Optional<List<Long>> ids, Optional<Long> event, long before, int limit) {}

    /** Which changes come next, as JSON for {@code undo-changes.sql}. */
    public String wanted() {
        return Json.write(new Wanted(ids.map(all -> next(all)), event, before, AT_ONCE));
    }

    /** What was just taken back, as JSON for {@code conflict-undone.sql}. */
    public String done() {
        return Json.write(
                dryRun ? List.of() : restored.subList(Math.max(0, restored.size() - AT_ONCE), restored.size()));
    }

    /** Whether it is all that a run has brought about. */
    public boolean isOfRun() {
        return run.isPresent();
    }

    /** The event's id; null if it is about none. */
    public Long eventId() {
        return event.orElse(null);
    }

    /** The run's id; null if it is about none. */
    public Long runId() {
        return run.orElse(null);
    }

    private List<Long> next(List<Long> all) {
        return all.stream().filter(id -> id < before).limit(AT_ONCE).toList();
    }

    Undo of(List<Long> changes) {
        return new Undo(
                Optional.of(changes), event, run, dryRun, before, !changes.isEmpty(), restored, skipped, operator);
    }

    /** What comes next: nothing of it is written in a dry run. */
    Undo after(Restored restoredNow, List<Long> seen) {
        List<Long> asked = ids.map(all -> next(all)).orElse(seen);
        return new Undo(
                ids,
                event,
                run,
                dryRun,
                asked.isEmpty() ? before : asked.get(asked.size() - 1),
                asked.size() == AT_ONCE,
                Stream.concat(restored.stream(), restoredNow.restored().stream())
                        .toList(),
                Stream.concat(skipped.stream(), restoredNow.skipped().stream()).toList(),
                operator);
    }

    /** Leaves out the values, which are people's data and stay out of logs. */
    @Override
    public String toString() {
        return "Undo" + restored;
    }
}
