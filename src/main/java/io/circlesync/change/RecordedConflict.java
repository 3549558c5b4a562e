package io.circlesync.change;

import io.circlesync.merge.Conflict;
import java.util.Optional;
import java.util.UUID;

/**
 * What both sides contradicted each other in, and about whom.
 *
 * @param eventId the last event about the member, where there was one
 */
public record RecordedConflict(UUID profileId, long circleMemberId, Optional<Long> eventId, Conflict conflict) {}
