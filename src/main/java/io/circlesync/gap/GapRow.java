package io.circlesync.gap;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of the table {@code gap} as the writing statements read it from their JSON document.
 *
 * @param named whether its notice names the person, as far as there is one; else whoever has the profile or the member is
 *     looked up
 */
@JsonNaming(SnakeCaseStrategy.class)
public record GapRow(
        String kind,
        String subject,
        Optional<UUID> profileId,
        Optional<Long> circleMemberId,
        Map<String, Object> detail,
        Instant openedAt,
        Optional<Instant> remindAt,
        boolean named) {

    /** The row of the gap that a first notice is about. */
    public static GapRow opened(GapNotice notice, GapSchedule schedule) {
        Gap gap = notice.gap();
        return new GapRow(
                gap.kind().jsonName(),
                gap.subject(),
                gap.profileId(),
                gap.circleMemberId(),
                gap.detail(),
                notice.openedAt(),
                notice.quiet() ? Optional.empty() : schedule.remindAt(gap.kind(), notice.openedAt(), 0),
                notice.person().isPresent());
    }
}
