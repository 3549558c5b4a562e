package io.circlesync.circle;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A community member as Circle knows them.
 *
 * @param id the community member's id, above zero
 * @param email the {@link io.circlesync.profile.EmailAddress#text} of the address, which may have a fault
 * @param ssoUserId what Circle's single sign-on provider calls the person
 * @param fields the synced fields; the name is cut at its first blank, as Circle itself does
 * @param leftAlone fields whose value in Circle is none that is taken, such as a link that would run as a script: it stays
 *     there, and is neither an empty value nor a difference
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
        Set<SyncedField> leftAlone,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt,
        Map<SyncedField, Instant> fieldUpdatedAt,
        Map<SyncedField, String> fieldTypes,
        Optional<String> profileUrl) {

    public CircleMember {
        leftAlone = Set.copyOf(leftAlone);
        fieldUpdatedAt = Map.copyOf(fieldUpdatedAt);
        fieldTypes = Map.copyOf(fieldTypes);
    }

    /** The member as they look beside what was agreed on: where Circle's value is left alone, nothing has changed. */
    public CircleMember beside(FieldValues agreed) {
        FieldValues values = fields;
        for (SyncedField field : leftAlone) {
            values = values.with(field, agreed.get(field).orElse(null));
        }
        return new CircleMember(
                id, email, ssoUserId, values, leftAlone, createdAt, updatedAt, fieldUpdatedAt, fieldTypes, profileUrl);
    }

    /** Says who is meant without saying anything about them. */
    @Override
    public String toString() {
        return "CircleMember[" + id + "]";
    }
}
