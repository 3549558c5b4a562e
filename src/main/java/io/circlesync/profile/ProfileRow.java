package io.circlesync.profile;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A row of the table {@code profile} as the writing statements read it from their JSON document.
 *
 * @param columns the synced fields that have a value, by column; what is absent is null
 * @param custom the community's own fields that have a value, by name
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ProfileRow(
        UUID id,
        String email,
        String emailKey,
        boolean emailVerified,
        Optional<String> workosUserId,
        Optional<Long> circleMemberId,
        @JsonAnyGetter Map<String, String> columns,
        Map<String, String> custom,
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
        CircleValues pushRejected,
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
                values(fields, SyncedField::column, field -> !field.isCustom()),
                values(fields, SyncedField::customName, SyncedField::isCustom),
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

    private static Map<String, String> values(
            FieldValues fields, Function<SyncedField, String> name, Predicate<SyncedField> kind) {
        Map<String, String> values = new HashMap<>();
        fields.fields().stream()
                .filter(kind)
                .forEach(
                        field -> values.put(name.apply(field), fields.get(field).orElseThrow()));
        return values;
    }
}
