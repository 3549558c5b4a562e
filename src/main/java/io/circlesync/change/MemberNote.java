package io.circlesync.change;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.merge.WrittenForOthers;

/** What is to be noted at a member. */
@JsonNaming(SnakeCaseStrategy.class)
public record MemberNote(long memberId, WrittenForOthers forOthers) {}
