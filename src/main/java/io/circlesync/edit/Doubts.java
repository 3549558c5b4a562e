package io.circlesync.edit;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.edit.EditRefusal.WrongField;
import io.circlesync.edit.EditRefusal.WrongFields;
import io.circlesync.profile.Profile;
import io.circlesync.profile.TextField;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a call holds that would be wrong, or would be changed, as something new. A profile may have such values all the
 * same, for Circle takes other ones; what the service gives, it takes: an app that sends back what it was given is not to
 * fail over it.
 *
 * @param asTyped texts letter by letter, by the names of their fields
 * @param readOnly values of fields that can only be read
 * @param errors everything that is wrong, unless it is what the profile has already
 */
record Doubts(Map<String, String> asTyped, Map<String, JsonNode> readOnly, List<WrongField> errors) {

    Doubts {
        asTyped = Map.copyOf(asTyped);
        readOnly = Map.copyOf(readOnly);
        errors = List.copyOf(errors);
    }

    /** Nothing that could be wrong. */
    static Doubts none() {
        return new Doubts(Map.of(), Map.of(), List.of());
    }

    /** Whether it takes the profile to tell what is wrong. */
    boolean isAny() {
        return errors.stream()
                .anyMatch(error -> asTyped.containsKey(error.name()) || readOnly.containsKey(error.name()));
    }

    /** The names of the fields that are sent as the profile has them. */
    Set<String> unchanged(Optional<Profile> known) {
        Set<String> unchanged = new HashSet<>();
        known.ifPresent(profile -> {
            asTyped.forEach((name, typed) -> {
                if (value(name, profile).filter(typed::equals).isPresent()) {
                    unchanged.add(name);
                }
            });
            readOnly.forEach((name, value) -> {
                if (isUnchanged(name, value, profile)) {
                    unchanged.add(name);
                }
            });
        });
        return unchanged;
    }

    /** The refusal that names all that is wrong, if anything is. */
    Optional<EditRefusal> refusal(Set<String> unchanged) {
        List<WrongField> wrong = errors.stream()
                .filter(error -> !unchanged.contains(error.name()))
                .toList();
        return wrong.isEmpty() ? Optional.empty() : Optional.of(new WrongFields(wrong));
    }

    private static Optional<String> value(String name, Profile profile) {
        return name.equals(FieldReader.EMAIL)
                ? Optional.of(profile.email())
                : TextField.named(name).flatMap(field -> field.of(profile));
    }

    private static boolean isUnchanged(String name, JsonNode value, Profile profile) {
        return switch (name) {
            case "id" -> value.asText().equals(profile.id().toString());
            case "workosUserId" ->
                Objects.equals(value.textValue(), profile.workosUserId().orElse(null));
            case "circleMemberId" ->
                value.isNull()
                        ? profile.circleMemberId().isEmpty()
                        : value.isIntegralNumber() && profile.circleMemberId().equals(Optional.of(value.longValue()));
            case "isStub" -> value.isBoolean() && value.booleanValue() == profile.isStub();
            case "createdAt" -> isOnceGiven(value, Optional.of(profile.createdAt()));
            case "updatedAt" -> isOnceGiven(value, Optional.of(profile.updatedAt()));
            case "circleUpdatedAt" -> isOnceGiven(value, profile.circleUpdatedAt());
            default -> false;
        };
    }

    /** These times move on by themselves, so what was read a while ago is taken as well. */
    private static boolean isOnceGiven(JsonNode value, Optional<Instant> now) {
        if (value.isNull()) {
            return true;
        }
        try {
            Instant given = OffsetDateTime.parse(value.asText()).toInstant();
            return now.filter(time -> !given.isAfter(time)).isPresent();
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Repeats nothing that was typed: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "Doubts" + errors.stream().map(WrongField::name).toList();
    }
}
