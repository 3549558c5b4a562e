package io.circlesync.gap;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A gap whose cause is gone, as the writing statements read it from their JSON document. */
@JsonNaming(SnakeCaseStrategy.class)
public record ResolvedGap(String subject, String kind, Instant resolvedAt) {

    /** A gap of somebody who has a profile. */
    public static ResolvedGap ofProfile(UUID profileId, GapKind kind, Instant resolvedAt) {
        return new ResolvedGap(Gap.subject(profileId), kind.jsonName(), resolvedAt);
    }

    /** Identity conflicts, by what they were about. */
    public static List<ResolvedGap> conflicts(List<String> subjects, Instant resolvedAt) {
        return subjects.stream()
                .map(subject -> new ResolvedGap(subject, GapKind.IDENTITY_CONFLICT.jsonName(), resolvedAt))
                .toList();
    }
}
