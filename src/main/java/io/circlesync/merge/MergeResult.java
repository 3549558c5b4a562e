package io.circlesync.merge;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import java.util.List;
import java.util.Optional;

/**
 * What both sides should have, and where they contradicted each other.
 *
 * @param base what Circle shows: what differs from it at the next merge was edited there
 * @param agreed the base until now, with what has arrived since of what was sent without an answer
 * @param cut of what was sent without an answer, what Circle has kept in part only
 */
public record MergeResult(
        FieldValues merged,
        List<Conflict> conflicts,
        FieldValues base,
        Optional<FieldValues> agreed,
        CircleValues cut) {

    public MergeResult {
        conflicts = List.copyOf(conflicts);
    }

    /** Whether somebody has edited anything in Circle since both sides last agreed. */
    public boolean isEditedInCircle() {
        return agreed.filter(before -> !AgreedValues.equal(before, base)).isPresent();
    }

    /** Whether somebody has edited in Circle what goes by a name there. */
    public boolean isEditedInCircle(String name) {
        String before = CircleValues.text(name, agreed.orElse(FieldValues.none()));
        return !CircleValues.isSame(name, before, CircleValues.text(name, base));
    }
}
