package io.circlesync.sandbox.circle;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A person of the invented community.
 *
 * @param fieldValues what the member saved, by the id of the profile field; a field that was never filled is absent
 * @param active whether an admin has not deactivated the member
 * @param ssoProviderUserId the account by which the person signs in, where there is a single sign-on
 * @param confirmedAt when the profile was completed; empty for outsiders and for those who are only invited
 */
public record Member(
        long id,
        String email,
        String name,
        Optional<String> headline,
        Standing standing,
        boolean active,
        Optional<String> ssoProviderUserId,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> confirmedAt,
        Map<Long, FieldValue> fieldValues) {

    /** Where a person stands towards the community. */
    public enum Standing {
        OUTSIDER,
        INVITED,
        MEMBER
    }

    /** What was saved in one profile field: a text, which may be blank, or in a choice field the labels chosen. */
    public record FieldValue(long id, String text, List<String> choices, Instant createdAt, Instant updatedAt) {}

    public Member {
        fieldValues = Map.copyOf(fieldValues);
    }

    /** The name up to the first blank, as Circle derives it. */
    public String firstName() {
        int blank = name.indexOf(' ');
        return blank < 0 ? name : name.substring(0, blank);
    }

    /** What follows the first blank of the name. */
    public Optional<String> lastName() {
        int blank = name.indexOf(' ');
        return blank < 0 ? Optional.empty() : Optional.of(name.substring(blank + 1));
    }

    /** Whether Circle's API shows this person. */
    public boolean inCommunity() {
        return standing != Standing.OUTSIDER;
    }

    /** The same person with the profile as edited. */
    Member edited(String newName, Optional<String> newHeadline, Map<Long, FieldValue> newValues, Instant now) {
        return new Member(
                id,
                email,
                newName,
                newHeadline,
                standing,
                active,
                ssoProviderUserId,
                createdAt,
                now,
                confirmedAt,
                newValues);
    }

    /** The same person with a completed profile; who was an outsider is in the community from now on. */
    Member joined(Instant now) {
        Instant since = inCommunity() ? createdAt : now;
        return new Member(
                id,
                email,
                name,
                headline,
                Standing.MEMBER,
                true,
                ssoProviderUserId,
                since,
                now,
                Optional.of(now),
                fieldValues);
    }

    /** The same person, deactivated by an admin or active again. */
    Member withActive(boolean nowActive, Instant now) {
        return new Member(
                id,
                email,
                name,
                headline,
                standing,
                nowActive,
                ssoProviderUserId,
                createdAt,
                now,
                confirmedAt,
                fieldValues);
    }

    /** The same person outside the community; who comes back has the new id, as after Circle's hard delete. */
    Member left(long newId) {
        return new Member(
                newId,
                email,
                name,
                headline,
                Standing.OUTSIDER,
                true,
                ssoProviderUserId,
                createdAt,
                updatedAt,
                Optional.empty(),
                fieldValues);
    }
}
