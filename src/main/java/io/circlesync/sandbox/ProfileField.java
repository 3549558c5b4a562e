package io.circlesync.sandbox;

import io.circlesync.settings.Settings.FieldKeys;
import java.util.List;

/**
 * One profile field of the invented community.
 *
 * @param type Circle's {@code field_type}
 * @param platform whether Circle brings the field itself
 * @param choices what can be chosen; empty unless it is a choice field
 */
public record ProfileField(long id, String key, String label, String type, boolean platform, List<String> choices) {

    /** All fields of the community, under the keys that the service expects. */
    public static List<ProfileField> of(FieldKeys keys) {
        return List.of(
                new ProfileField(5014781, keys.bio(), "Bio", "textarea", true, List.of()),
                new ProfileField(5014782, keys.location(), "Location", "location", true, List.of()),
                new ProfileField(5014783, keys.website(), "Website", "link", false, List.of()),
                new ProfileField(5014784, keys.instagramUrl(), "Instagram", "link", true, List.of()),
                new ProfileField(5014785, keys.linkedinUrl(), "LinkedIn", "link", true, List.of()),
                new ProfileField(
                        5014786,
                        "interests",
                        "Interests",
                        "checkbox",
                        false,
                        List.of("Mathematics", "Music", "Design", "Climate")));
    }

    /** Whether members type into it, rather than choose. */
    public boolean isTyped() {
        return choices.isEmpty();
    }
}
