package io.circlesync.profile;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The fields that are kept in step with one community: those of the table, and its own.
 *
 * @param keys under which key the community keeps each that is a profile field there
 */
public record SyncedFields(SortedMap<SyncedField, String> keys) {

    public SyncedFields {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }

    /** All of them, in order. */
    public List<SyncedField> all() {
        return Stream.concat(SyncedField.table().stream(), custom().stream()).toList();
    }

    /** The community's own, in order. */
    public List<SyncedField> custom() {
        return keys.keySet().stream().filter(SyncedField::isCustom).toList();
    }

    /** The field that the community keeps under a key. */
    public Optional<SyncedField> withKey(String key) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
