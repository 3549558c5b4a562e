package io.circlesync.profile;

import io.circlesync.profile.SyncedField.Form;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A field of a profile that holds one text and that an app may write: one that Circle keeps too, or one that is known to
 * the app alone.
 *
 * @param jsonName its name in the API
 * @param synced the field of both sides that this is; empty if the app alone knows it
 * @param form what it takes
 * @param maxLength how many code points it takes
 */
public record TextField(String jsonName, Optional<SyncedField> synced, Form form, int maxLength) {

    public static final TextField RESUME_LINK = new TextField("resumeLink", Optional.empty(), Form.LINK, 2_000);
    public static final TextField REFERRAL_CODE = new TextField("referralCode", Optional.empty(), Form.CODE, 100);

    private static final List<TextField> OF_THE_APP = List.of(RESUME_LINK, REFERRAL_CODE);

    /** The same as a synced one. */
    public static TextField of(SyncedField field) {
        return new TextField(field.jsonName(), Optional.of(field), field.form(), field.maxLength());
    }

    /** These synced ones, and those that the app alone knows. */
    public static List<TextField> all(Stream<SyncedField> synced) {
        return Stream.concat(synced.map(TextField::of), OF_THE_APP.stream()).toList();
    }

    /** The field of this name, if there may be one. */
    public static Optional<TextField> named(String jsonName) {
        return OF_THE_APP.stream()
                .filter(field -> field.jsonName.equals(jsonName))
                .findFirst()
                .or(() -> SyncedField.named(jsonName).map(TextField::of));
    }

    /** What people call it. */
    public String label() {
        return synced.map(SyncedField::label).orElseGet(() -> equals(RESUME_LINK) ? "Résumé link" : "Referral code");
    }

    /** The profile's value. */
    public Optional<String> of(Profile profile) {
        return synced.map(profile.fields()::get)
                .orElseGet(() -> equals(RESUME_LINK) ? profile.resumeLink() : profile.referralCode());
    }
}
