package io.circlesync.edit;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.util.Arrays;
import java.util.Optional;

/** The fields of a profile that hold one text and that an app may write, with what they take. */
public enum TextField {
    FIRST_NAME(SyncedField.FIRST_NAME, Form.TEXT, 200),
    LAST_NAME(SyncedField.LAST_NAME, Form.TEXT, 200),
    HEADLINE(SyncedField.HEADLINE, Form.TEXT, 1_000),
    BIO(SyncedField.BIO, Form.TEXT, 50_000),
    LOCATION(SyncedField.LOCATION, Form.TEXT, 1_000),
    WEBSITE(SyncedField.WEBSITE, Form.LINK, 2_000),
    INSTAGRAM_URL(SyncedField.INSTAGRAM_URL, Form.LINK, 2_000),
    LINKEDIN_URL(SyncedField.LINKEDIN_URL, Form.LINK, 2_000),
    RESUME_LINK("resumeLink", Form.LINK, 2_000),
    REFERRAL_CODE("referralCode", Form.CODE, 100);

    /** What kind of text it is. */
    enum Form {
        /** Anything, kept as it was typed. */
        TEXT,
        /** An http or https URL; one without a scheme gets it. */
        LINK,
        /** One word. */
        CODE
    }

    private final String jsonName;
    private final Optional<SyncedField> synced;
    private final Form form;
    private final int maxLength;

    TextField(SyncedField synced, Form form, int maxLength) {
        this(synced.jsonName(), Optional.of(synced), form, maxLength);
    }

    TextField(String jsonName, Form form, int maxLength) {
        this(jsonName, Optional.empty(), form, maxLength);
    }

    TextField(String jsonName, Optional<SyncedField> synced, Form form, int maxLength) {
        this.jsonName = jsonName;
        this.synced = synced;
        this.form = form;
        this.maxLength = maxLength;
    }

    /** The field of this name, if there is one. */
    static Optional<TextField> named(String jsonName) {
        return Arrays.stream(values())
                .filter(field -> field.jsonName.equals(jsonName))
                .findFirst();
    }

    /** The field's name in the API. */
    public String jsonName() {
        return jsonName;
    }

    /** How many code points it takes. */
    public int maxLength() {
        return maxLength;
    }

    Form form() {
        return form;
    }

    /** The field of both sides that this is; empty if the app alone knows it. */
    Optional<SyncedField> synced() {
        return synced;
    }

    /** The profile's value. */
    Optional<String> of(Profile profile) {
        FieldValues fields = profile.fields();
        return synced.map(fields::get)
                .orElseGet(() -> this == RESUME_LINK ? profile.resumeLink() : profile.referralCode());
    }
}
