package io.circlesync.sync;

import io.circlesync.circle.CommunityFields;
import io.circlesync.settings.SettingsReader;
import java.util.Set;

/**
 * What a sync does.
 *
 * @param mergePolicy {@code most-recent} or {@code three-way}
 * @param push whether what Circle lacks is written there
 * @param pushedFieldTypes types of Circle's profile fields that are written
 */
public record SyncSettings(String mergePolicy, boolean push, Set<String> pushedFieldTypes) {

    /** Reads them. */
    public static SyncSettings read(SettingsReader reader) {
        return new SyncSettings(
                reader.oneOf("sync.merge-policy", "most-recent", "three-way"),
                reader.flag("sync.push", true),
                reader.wordsOf("sync.push-field-types", CommunityFields.TYPES));
    }
}
