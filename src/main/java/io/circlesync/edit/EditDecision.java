package io.circlesync.edit;

import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import java.util.Optional;

/**
 * What a call of the app comes to. The change is written in one transaction, also where the call is refused: the team is
 * to hear of a conflict.
 *
 * @param created whether the profile is new
 * @param refusal what to answer instead of the profile
 */
public record EditDecision(Change change, boolean created, Optional<EditRefusal> refusal) implements Decision {

    /** A refusal that changes nothing at all. */
    static EditDecision refused(EditRefusal refusal) {
        return new EditDecision(Change.nothing(), false, Optional.of(refusal));
    }

    /** Whether Circle's side is to follow. */
    public boolean syncDue() {
        return change.syncDue();
    }
}
