package io.circlesync.change;

import io.circlesync.json.Json;
import io.circlesync.merge.Side;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.TextField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Words the entries of a profile's timeline.
 *
 * @param source where the changes come from
 * @param eventId the event that brought them, where there was one
 */
public record Timeline(Source source, UUID profileId, Instant changedAt, Optional<Long> eventId) {

    public static final String EMAIL = "email";

    /** Whether the address is proven to be the person's; told where Circle has proven it, for that goes with the member. */
    public static final String EMAIL_VERIFIED = "emailVerified";

    public static final String WORKOS_USER_ID = "workosUserId";
    public static final String CIRCLE_MEMBER_ID = "circleMemberId";
    public static final String LEFT_AT = "leftAt";

    /** Where a change came from. */
    public enum Source {
        CIRCLE(Optional.of(Side.CIRCLE)),
        LOCAL(Optional.empty()),
        WORKOS(Optional.empty()),
        PUSH(Optional.of(Side.LOCAL));

        private final Optional<Side> winner;

        Source(Optional<Side> winner) {
            this.winner = winner;
        }

        /** Its name in the database and the API. */
        public String jsonName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Everything that a new profile begins with. */
    public List<TimelineEntry> created(Profile profile) {
        return entries(Optional.empty(), profile, field -> "created");
    }

    /**
     * What differs, field by field.
     *
     * @param rule why a field of this name has changed
     */
    public List<TimelineEntry> changed(Profile before, Profile after, UnaryOperator<String> rule) {
        return entries(Optional.of(before), after, rule);
    }

    /** One change. */
    public TimelineEntry entry(String field, Optional<String> from, Optional<String> to, String rule) {
        return new TimelineEntry(
                profileId,
                changedAt,
                field,
                from,
                to,
                source.jsonName(),
                rule,
                source.winner.map(Side::jsonName),
                eventId,
                Optional.empty());
    }

    private List<TimelineEntry> entries(Optional<Profile> before, Profile after, UnaryOperator<String> rule) {
        List<TimelineEntry> entries = new ArrayList<>();
        attributes(before, after).forEach((field, value) -> {
            Optional<String> from = before.flatMap(value);
            Optional<String> to = value.apply(after);
            if (!from.equals(to)) {
                entries.add(entry(field, from, to, rule.apply(field)));
            }
        });
        return List.copyOf(entries);
    }

    /** All that a timeline tells of a profile, in its order. */
    private static Map<String, Function<Profile, Optional<String>>> attributes(
            Optional<Profile> before, Profile after) {
        Map<String, Function<Profile, Optional<String>>> attributes = new LinkedHashMap<>();
        attributes.put(WORKOS_USER_ID, Profile::workosUserId);
        FieldValues fields = before.map(Profile::fields).orElse(FieldValues.none());
        TextField.all(FieldValues.fields(fields, after.fields()).stream())
                .forEach(field -> attributes.put(field.jsonName(), field::of));
        attributes.put(Profile.THINGS_I_CAN_OFFER, Timeline::offers);
        attributes.put(EMAIL, profile -> Optional.of(profile.email()));
        attributes.put(CIRCLE_MEMBER_ID, profile -> profile.circleMemberId().map(String::valueOf));
        attributes.put(LEFT_AT, profile -> profile.leftAt().map(Instant::toString));
        return attributes;
    }

    private static Optional<String> offers(Profile profile) {
        return profile.thingsICanOffer().isEmpty()
                ? Optional.empty()
                : Optional.of(Json.write(profile.thingsICanOffer()));
    }
}
