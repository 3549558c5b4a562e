package io.circlesync.sync;

import io.circlesync.change.Change;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.profile.Profile;
import io.circlesync.queue.DueMember;
import io.circlesync.queue.Held;
import java.util.Optional;

/**
 * What the sync of one member comes to.
 *
 * @param fetched the member
 * @param change what is written, together with what the other members of the batch come to
 * @param push what Circle lacks and is to be sent once all this is written
 * @param askAbout the member id that Circle is to be asked about before this member can be synced
 * @param postponed whether the member is still to be synced, after this batch
 */
public record SyncOutcome(
        FetchedMember fetched, Change change, Optional<CircleUpdate> push, Optional<Long> askAbout, boolean postponed)
        implements Held {

    @Override
    public DueMember due() {
        return fetched.due();
    }

    /** Nothing yet. */
    static SyncOutcome postponed(FetchedMember fetched, Optional<Long> askAbout) {
        return new SyncOutcome(fetched, Change.nothing(), Optional.empty(), askAbout, true);
    }

    /** The profile to write; empty when none is touched. */
    public Optional<Profile> profile() {
        return change.profile();
    }

    /** Whether something new was written of the person, and not only that nothing is new. */
    boolean isChange() {
        return !change.timeline().isEmpty();
    }

    /** Whether nothing is left to do about the member once this is written. */
    boolean isFinal() {
        return !postponed && push.isEmpty();
    }
}
