package io.circlesync.circle;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.circlesync.json.Json;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Works out what Circle lacks, and words the request that brings it there. E-mail, tags and spaces are never written:
 * Circle takes no e-mail, and lists of tags and spaces would be replaced whole.
 */
public final class CircleWriter {

    private final SyncedFields fields;
    private final List<SyncedField> all;
    private final Set<String> writableTypes;
    private final CommunityFields community;

    /**
     * @param fields what may be written
     * @param writableTypes types of profile fields that are written; fields whose type is unknown are written too
     * @param community what is known of the community's fields, where a member does not tell
     */
    public CircleWriter(SyncedFields fields, Set<String> writableTypes, CommunityFields community) {
        this.fields = fields;
        this.all = fields.all();
        this.writableTypes = Set.copyOf(writableTypes);
        this.community = community;
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
        for (SyncedField field : all) {
            boolean differs = !field.isName() && !SameText.same(field, values.get(field), circle.get(field));
            if (differs && isWritable(field, member)) {
                lacking.put(field.jsonName(), values.get(field).orElse(""));
            }
        }
        lacking.entrySet().removeIf(entry -> isRejected(entry.getKey(), entry.getValue(), rejected));
        return lacking;
    }

    /**
     * The fields whose local value does not get to Circle: those of types that are not written, those that the
     * community does not have, those that are left alone there, and those that Circle was sent before and did not keep.
     */
    public Set<SyncedField> notSent(FieldValues values, CircleMember member, Map<String, String> rejected) {
        Set<SyncedField> notSent = new HashSet<>();
        for (SyncedField field : all) {
            String name = CircleUpdate.nameOf(field);
            if (!isWritable(field, member) || isRejected(name, CircleUpdate.value(name, values), rejected)) {
                notSent.add(field);
            }
        }
        return notSent;
    }

    private static boolean isRejected(String name, String value, Map<String, String> rejected) {
        return rejected.containsKey(name) && CircleUpdate.isSame(name, value, rejected.get(name));
    }

    /** The body of the PUT request. */
    public String body(CircleUpdate update) throws JsonProcessingException {
        Map<String, Object> body = new LinkedHashMap<>();
        Map<String, String> profileFields = new LinkedHashMap<>();
        for (SyncedField field : all) {
            String name = CircleUpdate.nameOf(field);
            String value = update.values().get(name);
            if (value != null && field.isProfileField()) {
                profileFields.put(fields.keys().get(field), value);
            } else if (value != null) {
                body.put(name, value);
            }
        }
        if (!profileFields.isEmpty()) {
            body.put("community_member_profile_fields", profileFields);
        }
        return Json.mapper().writeValueAsString(body);
    }

    private boolean isWritable(SyncedField field, CircleMember member) {
        if (!field.isProfileField()) {
            return true;
        }
        Optional<String> type =
                Optional.ofNullable(member.fieldTypes().get(field)).or(() -> community.type(field));
        boolean isThere = member.fieldDefinitions().containsKey(field) || community.has(field);
        return isThere
                && member.told().contains(field)
                && type.map(writableTypes::contains).orElse(true);
    }
}
