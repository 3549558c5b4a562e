package io.circlesync.sync;

import io.circlesync.circle.CommunityFields;
import io.circlesync.merge.MergePolicy;
import io.circlesync.settings.SettingsReader;
import java.util.Set;

/**
 * What a sync does.
 *
 * @param mergePolicy how a field is decided of which both sides have a value
 * @param push whether what Circle lacks is written there
 * @param pushedFieldTypes types of Circle's profile fields that are written
 */
public record SyncSettings(MergePolicy mergePolicy, boolean push, Set<String> pushedFieldTypes) {

    /** Reads them. */
    public static SyncSettings read(SettingsReader reader) {
        return new SyncSettings(
                MergePolicy.of(reader.oneOf("sync.merge-policy", MergePolicy.settingNames())),
                reader.flag("sync.push", true),
                reader.wordsOf("sync.push-field-types", CommunityFields.TYPES));
    }
}
