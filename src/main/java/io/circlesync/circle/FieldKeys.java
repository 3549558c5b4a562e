package io.circlesync.circle;

import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import io.circlesync.settings.SettingsReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads under which keys a community keeps its profile fields, and which of them are its own. */
public final class FieldKeys {

    private static final String FIELD = "circle.fields.";
    private static final String CUSTOM = FIELD + "custom.";

    /** One field of the invented community's own, so that a newcomer sees what such a field is. */
    private static final String INVENTED = "pronouns";

    private final SettingsReader reader;
    private final Map<String, String> settingsByKey = new HashMap<>();

    private FieldKeys(SettingsReader reader) {
        this.reader = reader;
    }

    /** @param invented whether the community is the sandbox's */
    static SyncedFields read(SettingsReader reader, boolean invented) {
        return new FieldKeys(reader).read(invented);
    }

    /** The setting that names the key of a profile field. */
    public static String setting(SyncedField field) {
        return field.isCustom()
                ? CUSTOM + field.customName()
                : FIELD + field.column().replace('_', '-');
    }

    private SyncedFields read(boolean invented) {
        SortedMap<SyncedField, String> keys = new TreeMap<>();
        for (SyncedField field : SyncedField.table()) {
            if (field.isProfileField()) {
                keys.put(field, key(setting(field)));
            }
        }
        Set<String> custom = reader.under(CUSTOM);
        if (custom.isEmpty() && invented) {
            keys.put(SyncedField.custom(INVENTED), INVENTED);
        }
        for (String setting : custom) {
            String name = setting.substring(CUSTOM.length());
            if (SyncedField.isCustomName(name)) {
                keys.put(SyncedField.custom(name), key(setting));
            } else {
                reader.wrong(
                        setting,
                        "names no field; expected " + CUSTOM
                                + "<name> with a name of letters and digits that begins with"
                                + " a small letter, such as pronouns");
            }
        }
        return new SyncedFields(keys);
    }

    private String key(String setting) {
        String key = reader.required(setting, "the key of a profile field in Circle");
        String other = settingsByKey.put(key, setting);
        if (other != null) {
            reader.wrong(setting, "is '" + key + "', as " + other + " is; expected a key of its own");
        }
        return key;
    }
}
