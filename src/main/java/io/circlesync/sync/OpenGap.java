package io.circlesync.sync;

import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;

/** A gap that is open in the database; {@code kind} is the JSON name. */
record OpenGap(String subject, String kind) {

    /** What identifies a gap. */
    static OpenGap of(Gap gap) {
        return new OpenGap(gap.subject(), gap.kind().jsonName());
    }

    /** A gap about a member as such. */
    static OpenGap ofMember(long circleMemberId, GapKind kind) {
        return new OpenGap(memberSubject(circleMemberId), kind.jsonName());
    }

    static String memberSubject(long circleMemberId) {
        return "member:" + circleMemberId;
    }
}
