package io.circlesync.merge;

import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;

/**
 * What was sent to Circle without having seen the answer, beside what Circle shows now: our own write that did arrive, be it
 * in part, must not look like somebody's edit.
 *
 * @param sent the values, by Circle's names
 * @param before the base before they were sent
 * @param shown what Circle shows now
 */
record UnansweredPush(CircleValues sent, FieldValues before, FieldValues shown) {

    /** The base with what did arrive. */
    FieldValues base() {
        CircleValues arrived =
                sent.only((name, text) -> CircleValues.isSame(name, text, CircleValues.text(name, shown)));
        return AgreedValues.afterPush(before, shown, arrived.with(cut()).names());
    }

    /** What Circle has kept in part: what stands there now is new, and the beginning of what was sent. */
    CircleValues cut() {
        return sent.only((name, text) -> {
            String kept = CircleValues.text(name, shown);
            return CircleValues.isCut(name, text, kept)
                    && !CircleValues.isSame(name, CircleValues.text(name, before), kept);
        });
    }
}
