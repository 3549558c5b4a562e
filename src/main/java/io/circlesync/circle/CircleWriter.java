package io.circlesync.circle;

import static io.circlesync.profile.SyncedField.BIO;
import static io.circlesync.profile.SyncedField.HEADLINE;
import static io.circlesync.profile.SyncedField.INSTAGRAM_URL;
import static io.circlesync.profile.SyncedField.LINKEDIN_URL;
import static io.circlesync.profile.SyncedField.LOCATION;
import static io.circlesync.profile.SyncedField.WEBSITE;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.json.Json;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import io.circlesync.settings.Settings.FieldKeys;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Works out what Circle lacks, and words the request that brings it there. E-mail, tags and spaces are never written:
 * Circle takes no e-mail, and lists of tags and spaces would be replaced whole.
 */
public final class CircleWriter {

    private final Map<SyncedField, String> keys;
    private final Set<String> writableTypes;

    /**
     * @param fieldKeys under which keys this community keeps the profile fields
     * @param writableTypes types of profile fields that are written; fields whose type is unknown are written too
     */
    public CircleWriter(FieldKeys fieldKeys, Set<String> writableTypes) {
        this.keys = Map.of(
                BIO, fieldKeys.bio(),
                LOCATION, fieldKeys.location(),
                WEBSITE, fieldKeys.website(),
                INSTAGRAM_URL, fieldKeys.instagramUrl(),
                LINKEDIN_URL, fieldKeys.linkedinUrl());
        this.writableTypes = Set.copyOf(writableTypes);
    }

    /**
     * What Circle lacks of the values, by name as in {@link CircleUpdate}.
     *
     * @param values what both sides should have
     * @param rejected values that Circle was sent before and did not keep; they are not sent again
     */
    public Map<String, String> lacking(FieldValues values, CircleMember member, Map<String, String> rejected) {
        Map<String, String> lacking = new LinkedHashMap<>();
        FieldValues circle = member.fields();
        // A name cannot be cleared in Circle.
        values.fullName()
                .filter(name -> !SameText.sameName(values, circle))
                .ifPresent(name -> lacking.put(CircleUpdate.NAME, name));
        putIfDifferent(lacking, HEADLINE, values, circle);
        for (SyncedField field : SyncedField.values()) {
            if (keys.containsKey(field) && isWritable(field, member)) {
                putIfDifferent(lacking, field, values, circle);
            }
        }
        lacking.entrySet().removeIf(entry -> isRejected(entry.getKey(), entry.getValue(), rejected));
        return lacking;
    }

    /**
     * The fields whose local value does not get to Circle: those of types that are not written, those that are left
     * alone there, and those that Circle was sent before and did not keep.
     */
    public Set<SyncedField> notSent(FieldValues values, CircleMember member, Map<String, String> rejected) {
        Set<SyncedField> fields = EnumSet.noneOf(SyncedField.class);
        for (SyncedField field : SyncedField.values()) {
            boolean unwritable = keys.containsKey(field) && !isWritable(field, member);
            String name = CircleUpdate.nameOf(field);
            if (unwritable || isRejected(name, CircleUpdate.value(name, values), rejected)) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static boolean isRejected(String name, String value, Map<String, String> rejected) {
        return rejected.containsKey(name) && CircleUpdate.isSame(name, value, rejected.get(name));
    }

    /** The body of the PUT request. */
    public String body(CircleUpdate update) throws JsonProcessingException {
        Map<String, Object> body = new LinkedHashMap<>();
        for (String name : new String[] {CircleUpdate.NAME, HEADLINE.jsonName()}) {
            if (update.values().containsKey(name)) {
                body.put(name, update.values().get(name));
            }
        }
        Map<String, String> profileFields = new LinkedHashMap<>();
        keys.forEach((field, key) -> {
            if (update.values().containsKey(field.jsonName())) {
                profileFields.put(key, update.values().get(field.jsonName()));
            }
        });
        if (!profileFields.isEmpty()) {
            body.put("community_member_profile_fields", profileFields);
        }
        return Json.mapper().writeValueAsString(body);
    }

    private boolean isWritable(SyncedField field, CircleMember member) {
        String type = member.fieldTypes().get(field);
        return (type == null || writableTypes.contains(type))
                && !member.leftAlone().contains(field);
    }

    private static void putIfDifferent(
            Map<String, String> lacking, SyncedField field, FieldValues values, FieldValues circle) {
        if (!SameText.same(field, values.get(field), circle.get(field))) {
            lacking.put(field.jsonName(), values.get(field).orElse(""));
        }
    }
}
