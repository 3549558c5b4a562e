package io.circlesync.api;

import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Words a profile as callers of the API see it. */
public final class ProfileJson {

    private final List<SyncedField> custom;

    /** @param fields those that this community keeps */
    public ProfileJson(SyncedFields fields) {
        this.custom = fields.custom();
    }

    /**
     * What callers may see of the profile: these names, in this order, absent values as null. {@code custom} is there where
     * the community has fields of its own, and then with all of them.
     */
    public Map<String, Object> of(Profile profile) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", profile.id());
        json.put("email", profile.email());
        json.put("workosUserId", profile.workosUserId());
        json.put("circleMemberId", profile.circleMemberId());
        SyncedField.table()
                .forEach(field -> json.put(field.jsonName(), profile.fields().get(field)));
        if (!custom.isEmpty()) {
            Map<String, Optional<String>> values = new LinkedHashMap<>();
            custom.forEach(
                    field -> values.put(field.customName(), profile.fields().get(field)));
            json.put("custom", values);
        }
        json.put(Profile.THINGS_I_CAN_OFFER, profile.thingsICanOffer());
        json.put("resumeLink", profile.resumeLink());
        json.put("referralCode", profile.referralCode());
        json.put("isStub", profile.isStub());
        json.put("createdAt", profile.createdAt());
        json.put("updatedAt", profile.updatedAt());
        json.put("circleUpdatedAt", profile.circleUpdatedAt());
        return json;
    }
}
