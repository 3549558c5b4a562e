package io.circlesync.circle;

import io.circlesync.profile.EmailAddress;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A community member as Circle knows them.
 *
 * @param id the community member's id, above zero
 * @param email the {@link io.circlesync.profile.EmailAddress#text} of the address, which may have a fault
 * @param ssoUserId what Circle's single sign-on provider calls the person
 * @param fields the synced fields; the name is cut at its first blank, as Circle itself does
 * @param told fields of which Circle's value counts, an empty one included. Any other, such as a link that would run as a
 *     script, or a custom field that is not configured any more, is left alone: it is neither an empty value nor a difference
 * @param leftOut fields of which Circle's answer says nothing at all, neither a value nor that there is none
 * @param standing where the member stands in the community
 * @param undated fields about which Circle gives a time that cannot be read
 * @param readAt when this was read; nothing was edited later, whatever Circle's clock says
 * @param createdAt when the member was created
 * @param updatedAt when anything at all about the member last changed, by Circle's clock
 * @param fieldUpdatedAt when single profile fields last changed, where Circle says so
 * @param fieldTypes the types of the profile fields, where Circle says so, such as {@code textarea} or {@code location}
 * @param fieldDefinitions how the community defines single profile fields, where Circle says so: another text once
 *     somebody has changed the field itself
 * @param profileUrl the member's page in the community
 */
public record CircleMember(
        long id,
        String email,
        Optional<String> ssoUserId,
        FieldValues fields,
        Set<SyncedField> told,
        Set<SyncedField> leftOut,
        Standing standing,
        Set<SyncedField> undated,
        Instant readAt,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt,
        Map<SyncedField, Instant> fieldUpdatedAt,
        Map<SyncedField, String> fieldTypes,
        Map<SyncedField, String> fieldDefinitions,
        Optional<String> profileUrl) {

    /** How WorkOS begins the ids of its users; ids of other providers say nothing about WorkOS accounts. */
    private static final String WORKOS_USER_PREFIX = "user_";

    /** Where a member stands in the community. */
    public enum Standing {
        /** In it, as far as Circle says. */
        MEMBER,
        /** Invited, and has not come yet. */
        INVITED,
        /** Deactivated: still known there, but not in it any more. */
        INACTIVE
    }

    public CircleMember {
        undated = Set.copyOf(undated);
        told = Set.copyOf(told);
        leftOut = Set.copyOf(leftOut);
        fieldUpdatedAt = Map.copyOf(fieldUpdatedAt);
        fieldTypes = Map.copyOf(fieldTypes);
        fieldDefinitions = Map.copyOf(fieldDefinitions);
    }

    /** The address in the form in which addresses are compared. */
    public String emailKey() {
        return EmailAddress.of(email).key();
    }

    /** How what is written under a name is defined in the community; empty where there is nothing to be told. */
    public String definition(String updateName) {
        return SyncedField.named(updateName).map(fieldDefinitions::get).orElse("");
    }

    /** The member as they look beside what was agreed on: where Circle's value is left alone, nothing has changed. */
    public CircleMember beside(FieldValues agreed) {
        FieldValues values = fields;
        for (SyncedField field : agreed.fields()) {
            if (!told.contains(field)) {
                values = values.with(field, agreed.get(field).orElseThrow());
            }
        }
        return with(ssoUserId, values, told);
    }

    /**
     * The member as they look beside known values: what an answer leaves out, though there was a value, is left alone, for a part
     * of a member is not a member without the rest.
     */
    public CircleMember heardBeside(FieldValues known) {
        return heardBeside(known, leftOut);
    }

    /**
     * The same for the answer to what was written: where it tells of other profile fields, one that is not there was not kept.
     */
    public CircleMember keptBeside(FieldValues known) {
        boolean tellsProfileFields =
                told.stream().anyMatch(field -> field.isProfileField() && !leftOut.contains(field));
        return heardBeside(
                known,
                leftOut.stream()
                        .filter(field -> !(tellsProfileFields && field.isProfileField()))
                        .collect(Collectors.toSet()));
    }

    private CircleMember heardBeside(FieldValues known, Set<SyncedField> unheard) {
        Set<SyncedField> heard = new HashSet<>(told);
        unheard.stream().filter(field -> known.get(field).isPresent()).forEach(heard::remove);
        return with(ssoUserId, fields, heard);
    }

    /** The member as they look where these fields are left alone. */
    public CircleMember leavingAlone(Set<SyncedField> fields) {
        Set<SyncedField> heard = new HashSet<>(told);
        heard.removeAll(fields);
        return with(ssoUserId, this.fields, heard);
    }

    /** When the member was edited last, by a clock that may be ahead of ours. */
    public Optional<Instant> editedAt() {
        return updatedAt.map(this::notAhead);
    }

    /** When single profile fields were edited last, where Circle says so, by a clock that may be ahead of ours. */
    public Map<SyncedField, Instant> fieldsEditedAt() {
        return fieldUpdatedAt.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, field -> notAhead(field.getValue())));
    }

    private Instant notAhead(Instant time) {
        return time.isAfter(readAt) ? readAt : time;
    }

    /** The account in WorkOS with which the member signs in to Circle. */
    public Optional<String> workosAccount() {
        return ssoUserId.filter(id -> id.startsWith(WORKOS_USER_PREFIX));
    }

    /** The member as they are where this account is no more. */
    public CircleMember withoutAccount() {
        return with(Optional.empty(), fields, told);
    }

    private CircleMember with(Optional<String> account, FieldValues values, Set<SyncedField> heard) {
        return new CircleMember(
                id,
                email,
                account,
                values,
                heard,
                leftOut,
                standing,
                undated,
                readAt,
                createdAt,
                updatedAt,
                fieldUpdatedAt,
                fieldTypes,
                fieldDefinitions,
                profileUrl);
    }

    /** Says who is meant without saying anything about them. */
    @Override
    public String toString() {
        return "CircleMember[" + id + "]";
    }
}
