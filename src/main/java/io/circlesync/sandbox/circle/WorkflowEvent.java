package io.circlesync.sandbox.circle;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.circlesync.sandbox.circle.Member.FieldValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one of Circle's workflows sends: a type, and ids but no time. Circle is known to send an event when a member
 * joins and for each changed profile field; for a new name or headline, a deactivation and a removal nothing is known,
 * and the sandbox takes the types that integrators guess, so that those changes can be seen arriving.
 */
public record WorkflowEvent(String type, Map<String, Object> data) {

    static WorkflowEvent joined(long communityId, long memberId) {
        return new WorkflowEvent("community_member_joined_community", ids(communityId, memberId));
    }

    static WorkflowEvent updated(long communityId, long memberId) {
        return new WorkflowEvent("community_member_updated", ids(communityId, memberId));
    }

    static WorkflowEvent deleted(long communityId, long memberId) {
        return new WorkflowEvent("community_member_deleted", ids(communityId, memberId));
    }

    static WorkflowEvent fieldUpdated(long communityId, long memberId, ProfileField field, FieldValue value) {
        Map<String, Object> data = ids(communityId, memberId);
        data.put("profile_field_id", field.id());
        data.put("community_member_profile_field_id", value.id());
        data.put("profile_field_key", field.key());
        data.put("profile_field_value", value.text());
        return new WorkflowEvent("community_member_profile_field_updated", data);
    }

    /** The member that it speaks of. */
    @JsonIgnore
    public long memberId() {
        return (Long) data.get("community_member_id");
    }

    private static Map<String, Object> ids(long communityId, long memberId) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("community_id", communityId);
        data.put("community_member_id", memberId);
        return data;
    }
}
