package io.circlesync.sandbox.circle;

import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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

    private static final Map<SyncedField, String> TYPES =
            Map.of(SyncedField.BIO, "textarea", SyncedField.LOCATION, "location");

    private static final ProfileField INTERESTS = new ProfileField(
            5014786,
            "interests",
            "Interests",
            "checkbox",
            false,
            List.of("Mathematics", "Music", "Design", "Climate"),
            Optional.empty());

    /** By these the members that the sandbox begins with have saved what they have. */
    private static final Map<SyncedField, Long> IDS = Map.of(
            SyncedField.BIO, 5014781L,
            SyncedField.LOCATION, 5014782L,
            SyncedField.WEBSITE, 5014783L,
            SyncedField.INSTAGRAM_URL, 5014784L,
            SyncedField.LINKEDIN_URL, 5014785L);

    private static final long FIRST_OTHER_ID = 6000000;
    private static final int OTHER_IDS = 1000000;

    /** All fields of the community, under the keys that the service expects. */
    public static List<ProfileField> of(SyncedFields fields) {
        return Stream.concat(
                        fields.keys().entrySet().stream().map(entry -> typed(entry.getKey(), entry.getValue())),
                        Stream.of(INTERESTS))
                .toList();
    }

    /** Whether members type into it, rather than choose. */
    public boolean isTyped() {
        return choices.isEmpty();
    }

    private static ProfileField typed(SyncedField field, String key) {
        // Whatever else is configured, a field keeps its id, and members what they have saved under it.
        String name = field.isCustom() ? field.customName() : field.jsonName();
        long otherId = FIRST_OTHER_ID + Math.floorMod(name.hashCode(), OTHER_IDS);
        String type = field.isLink() ? "link" : TYPES.getOrDefault(field, "text");
        boolean platform = !field.isCustom() && !field.equals(SyncedField.WEBSITE);
        return new ProfileField(
                IDS.getOrDefault(field, otherId), key, field.label(), type, platform, List.of(), Optional.of(field));
    }
}
