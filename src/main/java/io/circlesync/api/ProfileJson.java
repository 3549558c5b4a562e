package io.circlesync.api;

import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A profile as callers of the API see it: these names, in this order, absent values as null. */
public record ProfileJson(
        UUID id,
        String email,
        Optional<String> workosUserId,
        Optional<Long> circleMemberId,
        Optional<String> firstName,
        Optional<String> lastName,
        Optional<String> headline,
        Optional<String> bio,
        Optional<String> location,
        Optional<String> website,
        Optional<String> instagramUrl,
        Optional<String> linkedinUrl,
        List<String> thingsICanOffer,
        Optional<String> resumeLink,
        Optional<String> referralCode,
        boolean isStub,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> circleUpdatedAt) {

    /** What callers may see of the profile. */
    public static ProfileJson of(Profile profile) {
        return new ProfileJson(
                profile.id(),
                profile.email(),
                profile.workosUserId(),
                profile.circleMemberId(),
                profile.fields().get(SyncedField.FIRST_NAME),
                profile.fields().get(SyncedField.LAST_NAME),
                profile.fields().get(SyncedField.HEADLINE),
                profile.fields().get(SyncedField.BIO),
                profile.fields().get(SyncedField.LOCATION),
                profile.fields().get(SyncedField.WEBSITE),
                profile.fields().get(SyncedField.INSTAGRAM_URL),
                profile.fields().get(SyncedField.LINKEDIN_URL),
                profile.thingsICanOffer(),
                profile.resumeLink(),
                profile.referralCode(),
                profile.isStub(),
                profile.createdAt(),
                profile.updatedAt(),
                profile.circleUpdatedAt());
    }
}
