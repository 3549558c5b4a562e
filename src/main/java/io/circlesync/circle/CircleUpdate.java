package io.circlesync.circle;

import io.circlesync.profile.CircleValues;
import java.util.List;

/**
 * What is to be written to a member of Circle, and nothing else about them.
 *
 * @param memberId the member
 * @param values new values; an empty text clears
 * @param hold by what right they are written
 */
public record CircleUpdate(long memberId, CircleValues values, Hold hold) {

    /** The same, one value at a time, in the order of their names. */
    public List<CircleUpdate> singly() {
        return values.singly().stream()
                .map(value -> new CircleUpdate(memberId, value, hold))
                .toList();
    }

    /** Says who is meant without saying anything about them. */
    @Override
    public String toString() {
        return "CircleUpdate[" + memberId + ", " + values.names() + "]";
    }
}
