package io.circlesync.circle;

import io.circlesync.json.Json;
import io.circlesync.profile.CircleValues;
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
     * What Circle lacks of the values.
     *
     * @param values what both sides should have
     * @param rejected values that Circle was sent before and did not keep; they are not sent again
     */
    public CircleValues lacking(FieldValues values, CircleMember member, CircleValues rejected) {
        Map<String, String> lacking = new LinkedHashMap<>();
        FieldValues circle = member.fields();
        // A name cannot be cleared in Circle.
        values.fullName()
                .filter(name -> member.told().contains(SyncedField.FIRST_NAME) && !SameText.sameName(values, circle))
                .ifPresent(name -> lacking.put(CircleValues.NAME, name));
        for (SyncedField field : all) {
            boolean differs = !field.isName() && !SameText.same(field, values.get(field), circle.get(field));
            if (differs && member.told().contains(field) && isWritable(field, member)) {
                lacking.put(field.jsonName(), values.get(field).orElse(""));
            }
        }
        return CircleValues.of(lacking).only((name, text) -> !rejected.has(name, text));
    }

    /**
     * The fields whose local value does not get to Circle: those of types that are not written, those that the
     * community does not have, those that are left alone there, and those that Circle was sent before and did not keep.
     */
    public Set<SyncedField> notSent(FieldValues values, CircleMember member, CircleValues rejected) {
        Set<SyncedField> notSent = new HashSet<>();
        for (SyncedField field : all) {
            String name = CircleValues.nameOf(field);
            if (!member.told().contains(field)
                    || !isWritable(field, member)
                    || rejected.has(name, CircleValues.text(name, values))) {
                notSent.add(field);
            }
        }
        return notSent;
    }

    /** The body of the PUT request. */
    public String body(CircleUpdate update) {
        Map<String, Object> body = new LinkedHashMap<>();
        Map<String, String> profileFields = new LinkedHashMap<>();
        for (SyncedField field : all) {
            String name = CircleValues.nameOf(field);
            update.values().get(name).ifPresent(value -> {
                if (field.isProfileField()) {
                    profileFields.put(fields.keys().get(field), value);
                } else {
                    body.put(name, value);
                }
            });
        }
        if (!profileFields.isEmpty()) {
            body.put("community_member_profile_fields", profileFields);
        }
        return Json.write(body);
    }

    private boolean isWritable(SyncedField field, CircleMember member) {
        if (!field.isProfileField()) {
            return true;
        }
        Optional<String> type =
                Optional.ofNullable(member.fieldTypes().get(field)).or(() -> community.type(field));
        boolean isThere = member.fieldDefinitions().containsKey(field) || community.has(field);
        return isThere && type.map(writableTypes::contains).orElse(true);
    }
}
