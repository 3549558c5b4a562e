package io.circlesync.sandbox;

import io.circlesync.profile.SyncedField;
import io.circlesync.settings.Settings.FieldKeys;
import java.util.List;
import java.util.Optional;

/**
 * One profile field of the invented community.
 *
 * @param type Circle's {@code field_type}
 * @param platform whether Circle brings the field itself
 * @param choices what can be chosen; empty unless it is a choice field
 * @param synced the field of the local profile that is kept in step with it; empty if there is none
 */
public record ProfileField(
        long id,
        String key,
        String label,
        String type,
        boolean platform,
        List<String> choices,
        Optional<SyncedField> synced) {

    /** All fields of the community, under the keys that the service expects. */
    public static List<ProfileField> of(FieldKeys keys) {
        return List.of(
                typed(5014781, keys.bio(), "Bio", "textarea", true, SyncedField.BIO),
                typed(5014782, keys.location(), "Location", "location", true, SyncedField.LOCATION),
                typed(5014783, keys.website(), "Website", "link", false, SyncedField.WEBSITE),
                typed(5014784, keys.instagramUrl(), "Instagram", "link", true, SyncedField.INSTAGRAM_URL),
                typed(5014785, keys.linkedinUrl(), "LinkedIn", "link", true, SyncedField.LINKEDIN_URL),
                new ProfileField(
                        5014786,
                        "interests",
                        "Interests",
                        "checkbox",
                        false,
                        List.of("Mathematics", "Music", "Design", "Climate"),
                        Optional.empty()));
    }

    /** Whether members type into it, rather than choose. */
    public boolean isTyped() {
        return choices.isEmpty();
    }

    private static ProfileField typed(
            long id, String key, String label, String type, boolean platform, SyncedField synced) {
        return new ProfileField(id, key, label, type, platform, List.of(), Optional.of(synced));
    }
}
