package io.circlesync.merge;

import com.fasterxml.jackson.annotation.JsonValue;

/** One of the two that keep a member's data. */
public enum Side {
    LOCAL("local"),
    CIRCLE("circle");

    private final String jsonName;

    Side(String jsonName) {
        this.jsonName = jsonName;
    }

    /** The side's name in the API and in the database. */
    @JsonValue
    public String jsonName() {
        return jsonName;
    }
}
