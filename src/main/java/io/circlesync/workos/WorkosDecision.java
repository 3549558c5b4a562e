package io.circlesync.workos;

import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What an event of WorkOS comes to. All of it is written in one transaction.
 *
 * @param change what is to be written
 * @param ignoredBecause why nothing is changed; empty if something is, or is as the event says already
 * @param conflictsWith profiles from which the account could not be told; where one changes, it is decided anew
 */
public record WorkosDecision(Change change, Optional<String> ignoredBecause, List<UUID> conflictsWith)
        implements Decision {

    WorkosDecision(Change change, Optional<String> ignoredBecause) {
        this(change, ignoredBecause, List.of());
    }

    static WorkosDecision ignore(String reason) {
        return new WorkosDecision(Change.nothing(), Optional.of(reason));
    }

    Optional<Profile> profile() {
        return change.profile();
    }
}
