package io.circlesync.edit;

import java.util.Optional;
import java.util.UUID;

/**
 * A line of a profile's timeline.
 *
 * @param field the field's JSON name
 * @param from what it replaced
 * @param to what it replaced that with
 * @param source where it came from
 * @param rule why
 * @param isOfAnother whether a person has taken the profile from the member to whom it was linked then, whose value it may be
 */
public record PastChange(
        long id,
        UUID profileId,
        String field,
        Optional<String> from,
        Optional<String> to,
        String source,
        String rule,
        boolean isOfAnother) {

    /** Leaves out the values, which are people's data and stay out of logs. */
    @Override
    public String toString() {
        return "PastChange[" + id + ", " + field + "]";
    }
}
