package io.circlesync.edit;

import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import java.util.Locale;
import java.util.Optional;

/**
 * What a call of the app comes to. The change is written in one transaction, also where the call is refused: the team is
 * to hear of a conflict.
 *
 * @param outcome what becomes of the profile
 * @param refusal what to answer instead of the profile
 */
public record EditDecision(Change change, Outcome outcome, Optional<EditRefusal> refusal) implements Decision {

    /** What becomes of a profile. */
    public enum Outcome {
        /** It is new. */
        CREATED,
        /** It was there, and is linked to an account from now on. */
        LINKED,
        /** It was there, and something of it has changed. */
        MERGED,
        /** It was there, just as it is to be. */
        UNCHANGED,
        /** It is left as it is, if there is any. */
        REFUSED;

        /** Its name in JSON. */
        public String jsonName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A refusal that changes nothing at all. */
    static EditDecision refused(EditRefusal refusal) {
        return new EditDecision(Change.nothing(), Outcome.REFUSED, Optional.of(refusal));
    }

    /** Whether the profile is new. */
    public boolean created() {
        return outcome == Outcome.CREATED;
    }

    /** Whether Circle's side is to follow. */
    public boolean syncDue() {
        return change.syncDue();
    }
}
