package io.circlesync.profile;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A row of the table {@code profile} as the writing statements read it from their JSON document. */
@JsonNaming(SnakeCaseStrategy.class)
public record ProfileRow(
        UUID id,
        String email,
        String emailKey,
        boolean emailVerified,
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
        @JsonProperty("things_i_can_offer") List<String> thingsICanOffer,
        Optional<String> resumeLink,
        Optional<String> referralCode,
        @JsonProperty("is_stub") boolean stub,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> circleUpdatedAt,
        Optional<FieldValues> base,
        Optional<String> circleProfileUrl,
        Optional<String> circleEmail,
        Map<String, String> pushRejected,
        Map<String, String> rejectedDefinitions,
        Optional<Instant> leftAt,
        boolean invited,
        Optional<String> circleAccount,
        Optional<String> workosEmail) {

    /** The row of a profile. */
    public static ProfileRow of(Profile profile) {
        FieldValues fields = profile.fields();
        return new ProfileRow(
                profile.id(),
                profile.email(),
                EmailAddress.of(profile.email()).key(),
                profile.emailVerified(),
                profile.workosUserId(),
                profile.circleMemberId(),
                fields.get(SyncedField.FIRST_NAME),
                fields.get(SyncedField.LAST_NAME),
                fields.get(SyncedField.HEADLINE),
                fields.get(SyncedField.BIO),
                fields.get(SyncedField.LOCATION),
                fields.get(SyncedField.WEBSITE),
                fields.get(SyncedField.INSTAGRAM_URL),
                fields.get(SyncedField.LINKEDIN_URL),
                profile.thingsICanOffer(),
                profile.resumeLink(),
                profile.referralCode(),
                profile.isStub(),
                profile.createdAt(),
                profile.updatedAt(),
                profile.circleUpdatedAt(),
                profile.base(),
                profile.circleProfileUrl(),
                profile.circleEmail(),
                profile.pushRejected(),
                profile.rejectedDefinitions(),
                profile.leftAt(),
                profile.invited(),
                profile.circleAccount(),
                profile.workosEmail());
    }
}
