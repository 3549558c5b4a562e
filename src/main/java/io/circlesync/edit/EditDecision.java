package io.circlesync.edit;

import io.circlesync.gap.GapNotice;
import io.circlesync.problem.HttpProblem;
import io.circlesync.profile.LocalChange;
import java.util.List;
import java.util.Optional;

/**
 * What a call of the app comes to. The change is written in one transaction, also where the call is refused: the team is
 * to hear of a conflict.
 *
 * @param created whether the profile is new
 * @param refusal what to answer instead of the profile
 */
public record EditDecision(LocalChange change, boolean created, Optional<HttpProblem> refusal) {

    /** A refusal that changes nothing at all. */
    public static EditDecision refused(HttpProblem refusal) {
        return new EditDecision(
                new LocalChange(Optional.empty(), List.of(), List.of(), List.of(), false), false, Optional.of(refusal));
    }

    /** What to tell about the gaps that are to be opened. */
    public List<GapNotice> notices() {
        return change.notices();
    }

    /** Whether Circle's side is to follow. */
    public boolean syncDue() {
        return change.syncDue();
    }
}
