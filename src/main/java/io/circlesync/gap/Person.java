package io.circlesync.gap;

import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.util.Optional;
import java.util.UUID;

/**
 * Whom a gap is about, as far as a message needs to know.
 *
 * @param name first and last name
 * @param circleProfileUrl their page in the community
 */
public record Person(
        UUID profileId,
        String email,
        Optional<String> firstName,
        Optional<String> name,
        Optional<String> circleProfileUrl) {

    public static Person of(Profile profile) {
        return new Person(
                profile.id(),
                profile.email(),
                profile.fields().get(SyncedField.FIRST_NAME),
                profile.fields().fullName(),
                profile.circleProfileUrl());
    }

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "Person[" + profileId + "]";
    }
}
