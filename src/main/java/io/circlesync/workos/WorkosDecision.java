package io.circlesync.workos;

import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import io.circlesync.profile.Profile;
import java.util.Optional;

/**
 * What an event of WorkOS comes to. All of it is written in one transaction.
 *
 * @param change what is to be written
 * @param ignoredBecause why nothing is changed; empty if something is, or is as the event says already
 */
public record WorkosDecision(Change change, Optional<String> ignoredBecause) implements Decision {

    static WorkosDecision ignore(String reason) {
        return new WorkosDecision(Change.nothing(), Optional.of(reason));
    }

    Optional<Profile> profile() {
        return change.profile();
    }
}
