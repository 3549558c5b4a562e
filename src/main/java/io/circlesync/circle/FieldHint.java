package io.circlesync.circle;

import io.circlesync.profile.SyncedField;

/**
 * What an event said of one profile field. It is a hint only: by the time that it is read, Circle may have moved on.
 *
 * @param value an empty text where the field has no value
 */
public record FieldHint(SyncedField field, String value) {

    /** Leaves out the value, which is somebody's data and stays out of logs. */
    @Override
    public String toString() {
        return "FieldHint[" + field + "]";
    }
}
