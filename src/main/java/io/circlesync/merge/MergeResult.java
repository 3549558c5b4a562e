package io.circlesync.merge;

import io.circlesync.profile.FieldValues;
import java.util.List;

/** What both sides should have, and where they contradicted each other. */
public record MergeResult(FieldValues merged, List<Conflict> conflicts) {

    public MergeResult {
        conflicts = List.copyOf(conflicts);
    }
}
