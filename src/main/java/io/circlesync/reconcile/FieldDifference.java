package io.circlesync.reconcile;

import io.circlesync.merge.Side;
import java.util.Optional;

/**
 * In what both sides differ, and what comes of it.
 *
 * @param field its name in the API
 * @param winner whose value both have afterwards
 * @param rule why
 */
public record FieldDifference(
        String field, Optional<String> localValue, Optional<String> circleValue, Side winner, String rule) {

    /** Leaves out the values, which are people's data and stay out of logs. */
    @Override
    public String toString() {
        return "FieldDifference[" + field + ", " + rule + "]";
    }
}
