package io.circlesync.workos;

import io.circlesync.gap.GapNotice;
import io.circlesync.profile.LocalChange;
import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Optional;

/**
 * What an event of WorkOS comes to. All of it is written in one transaction.
 *
 * @param change what is to be written
 * @param ignoredBecause why nothing is changed; empty if something is, or is as the event says already
 */
public record WorkosDecision(LocalChange change, Optional<String> ignoredBecause) {

    static WorkosDecision ignore(String reason) {
        return new WorkosDecision(
                new LocalChange(Optional.empty(), List.of(), List.of(), List.of(), false), Optional.of(reason));
    }

    /** What to tell about the gaps that are to be opened. */
    public List<GapNotice> notices() {
        return change.notices();
    }

    Optional<Profile> profile() {
        return change.profile();
    }
}
