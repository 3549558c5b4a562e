package io.circlesync.profile;

import com.fasterxml.jackson.annotation.JsonValue;

/** The fields that Circle and the local profile both keep. */
public enum SyncedField {
    FIRST_NAME("firstName"),
    LAST_NAME("lastName"),
    HEADLINE("headline"),
    BIO("bio"),
    LOCATION("location"),
    WEBSITE("website"),
    INSTAGRAM_URL("instagramUrl"),
    LINKEDIN_URL("linkedinUrl");

    private final String jsonName;

    SyncedField(String jsonName) {
        this.jsonName = jsonName;
    }

    /** The field's name in the API and in stored JSON. */
    @JsonValue
    public String jsonName() {
        return jsonName;
    }
}
