package io.circlesync.gap;

import java.util.List;
import java.util.UUID;

/** What identifies a gap among those that are open; {@code kind} is the JSON name. */
public record OpenGap(String subject, String kind) {

    /** The key of a gap. */
    public static OpenGap of(Gap gap) {
        return new OpenGap(gap.subject(), gap.kind().jsonName());
    }

    /** A gap about a member as such. */
    public static OpenGap ofMember(long circleMemberId, GapKind kind) {
        return new OpenGap(Gap.subject(circleMemberId), kind.jsonName());
    }

    /** A gap of somebody who has a profile. */
    public static OpenGap ofProfile(UUID profileId, GapKind kind) {
        return new OpenGap(Gap.subject(profileId), kind.jsonName());
    }

    /** Identity conflicts, by what they are about. */
    public static List<OpenGap> conflicts(List<String> subjects) {
        return subjects.stream()
                .map(subject -> new OpenGap(subject, GapKind.IDENTITY_CONFLICT.jsonName()))
                .toList();
    }

    /** Whether it is about a member as such. */
    public boolean isAboutMember(long circleMemberId) {
        return subject.equals(Gap.subject(circleMemberId));
    }

    /** Whether it is about somebody who has this profile. */
    public boolean isAboutProfile(UUID profileId) {
        return subject.equals(Gap.subject(profileId));
    }

    /** Whether it is of a kind. */
    public boolean is(GapKind other) {
        return kind.equals(other.jsonName());
    }
}
