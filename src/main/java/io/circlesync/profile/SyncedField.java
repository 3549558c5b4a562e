package io.circlesync.profile;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** The fields that Circle and the local profile both keep. */
public enum SyncedField {
    FIRST_NAME("firstName", Form.NAME),
    LAST_NAME("lastName", Form.NAME),
    HEADLINE("headline", Form.TEXT),
    BIO("bio", Form.TEXT),
    LOCATION("location", Form.TEXT),
    WEBSITE("website", Form.LINK),
    INSTAGRAM_URL("instagramUrl", Form.LINK),
    LINKEDIN_URL("linkedinUrl", Form.LINK);

    private enum Form {
        NAME,
        TEXT,
        LINK
    }

    private final String jsonName;
    private final Form form;

    SyncedField(String jsonName, Form form) {
        this.jsonName = jsonName;
        this.form = form;
    }

    /** The field with this name in the API and in stored JSON, if there is one. */
    public static Optional<SyncedField> named(String jsonName) {
        return Arrays.stream(values())
                .filter(field -> field.jsonName.equals(jsonName))
                .findFirst();
    }

    /** Whether it is a part of the name, which Circle keeps as one. */
    public boolean isName() {
        return form == Form.NAME;
    }

    /** Whether it holds the address of a page. */
    public boolean isLink() {
        return form == Form.LINK;
    }

    /** The field's name in the API and in stored JSON. */
    @JsonValue
    public String jsonName() {
        return jsonName;
    }
}
