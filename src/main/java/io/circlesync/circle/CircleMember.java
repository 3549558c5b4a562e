package io.circlesync.circle;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A community member as Circle knows them.
 *
 * @param id the community member's id, above zero
 * @param email trimmed and in lower case
 * @param ssoUserId what Circle's single sign-on provider calls the person
 * @param fields the synced fields; the name is cut at its first blank, as Circle itself does
 * @param createdAt when the member was created
 * @param updatedAt when anything at all about the member last changed
 * @param fieldUpdatedAt when single profile fields last changed, where Circle says so
 * @param fieldTypes the types of the profile fields, where Circle says so, such as {@code textarea} or {@code location}
 * @param profileUrl the member's page in the community
 */
public record CircleMember(
        long id,
        String email,
        Optional<String> ssoUserId,
        FieldValues fields,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt,
        Map<SyncedField, Instant> fieldUpdatedAt,
        Map<SyncedField, String> fieldTypes,
        Optional<String> profileUrl) {

    public CircleMember {
        fieldUpdatedAt = Map.copyOf(fieldUpdatedAt);
        fieldTypes = Map.copyOf(fieldTypes);
    }

    /** Says who is meant without saying anything about them. */
    @Override
    public String toString() {
        return "CircleMember[" + id + "]";
    }
}
