package io.circlesync.reconcile;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;

/** In what a member and a profile differ; of several things the one that says most. */
public enum FindingKind {
    /** A member without a profile; one is made. */
    MISSING_HERE("missing-here"),
    /** A profile without a member, though Circle has its address; they are linked. */
    MISSING_THERE("missing-there"),
    /** Values of fields. */
    DIFFERENT("different"),
    /** The name, and nothing else. */
    RENAMED("renamed"),
    /** Circle's address has moved. */
    ADDRESS_CHANGED("address-changed"),
    /** A field has lost on one side the value on which both had agreed. */
    EMPTIED("emptied"),
    /** The member is deactivated, or is not in the list any more. */
    LEFT("left"),
    /** The member is back, be it under another id. */
    RETURNED("returned"),
    /** It is not plain whose profile it is; a person decides. */
    IDENTITY_CONFLICT("identity-conflict"),
    /** Two members have one address; a person decides. */
    DUPLICATE("duplicate");

    private final String jsonName;

    FindingKind(String jsonName) {
        this.jsonName = jsonName;
    }

    /** The kind's name in the API and in the database. */
    @JsonValue
    public String jsonName() {
        return jsonName;
    }

    /** All names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(FindingKind::jsonName).toList();
    }
}
