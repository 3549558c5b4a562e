package io.circlesync.edit;

import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;

/**
 * What is noted at a member of what was written to them in Circle.
 *
 * @param known for others than the profile to which they are linked
 * @param unanswered for that profile, without having seen the answer
 */
public record ToMember(WrittenForOthers known, CircleValues unanswered) {}
