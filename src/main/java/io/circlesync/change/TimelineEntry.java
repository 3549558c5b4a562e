package io.circlesync.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One entry of a profile's timeline, as the writing statements read it from their JSON document.
 *
 * @param field the field's JSON name
 * @param source where the change came from: {@code circle}, {@code local}, {@code workos} or {@code push}
 * @param rule why it was made, such as {@code most-recent} or {@code edit}
 * @param winner {@code local} or {@code circle}, where both sides had a say
 * @param operator who asked for it, where the caller has said so
 */
@JsonNaming(SnakeCaseStrategy.class)
public record TimelineEntry(
        UUID profileId,
        Instant changedAt,
        String field,
        Optional<String> oldValue,
        Optional<String> newValue,
        String source,
        String rule,
        Optional<String> winner,
        Optional<Long> eventId,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> operator) {

    /** The same, asked for by somebody. */
    TimelineEntry by(String somebody) {
        return new TimelineEntry(
                profileId, changedAt, field, oldValue, newValue, source, rule, winner, eventId, Optional.of(somebody));
    }

    /** Leaves out the values, which are people's data and stay out of logs. */
    @Override
    public String toString() {
        return "TimelineEntry[" + profileId + ", " + field + ", " + rule + "]";
    }
}
