package io.circlesync.sync;

import io.circlesync.gap.Gap;

/** A gap that is open in the database; {@code kind} is the JSON name. */
record OpenGap(String subject, String kind) {

    /** What identifies a gap. */
    static OpenGap of(Gap gap) {
        return new OpenGap(gap.subject(), gap.kind().jsonName());
    }
}
