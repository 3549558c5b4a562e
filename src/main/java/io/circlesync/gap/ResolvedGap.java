package io.circlesync.gap;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;

/** A gap whose cause is gone, as the writing statements read it from their JSON document. */
@JsonNaming(SnakeCaseStrategy.class)
public record ResolvedGap(String subject, String kind, Instant resolvedAt) {}
