package io.circlesync.circle;

import java.util.Map;

/**
 * What is to be written to a member of Circle, and nothing else about them.
 *
 * @param memberId the member
 * @param values new values by name: {@code name} for the full name, else the field's JSON name; an empty text clears
 */
public record CircleUpdate(long memberId, Map<String, String> values) {

    /** The full name, which Circle keeps as one. */
    public static final String NAME = "name";

    public CircleUpdate {
        values = Map.copyOf(values);
    }

    /** Says who is meant without saying anything about them. */
    @Override
    public String toString() {
        return "CircleUpdate[" + memberId + ", " + values.keySet() + "]";
    }
}
