package io.circlesync.sync;

import io.circlesync.circle.CircleUpdate;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapNotice;
import io.circlesync.merge.Conflict;
import io.circlesync.profile.ChangeRow;
import io.circlesync.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the sync of one member comes to. All of it is written together with that of the other members of the batch.
 *
 * @param fetched the member
 * @param profile the profile to write; empty when none is touched
 * @param conflicts what both sides contradicted each other in
 * @param changes entries for the profile's timeline
 * @param stillOpen gaps found now that were open before, whose details may have changed
 * @param resolved gaps that were open and are not found any more
 * @param notices what to tell about the gaps that were not open before
 * @param push what Circle lacks and is to be sent once all this is written
 * @param askAbout the member id that Circle is to be asked about before this member can be synced
 * @param postponed whether the member is still to be synced, after this batch
 */
public record SyncOutcome(
        FetchedMember fetched,
        Optional<Profile> profile,
        List<Conflict> conflicts,
        List<ChangeRow> changes,
        List<Gap> stillOpen,
        List<OpenGap> resolved,
        List<GapNotice> notices,
        Optional<CircleUpdate> push,
        Optional<Long> askAbout,
        boolean postponed)
        implements Held {

    @Override
    public DueMember due() {
        return fetched.due();
    }

    /** Nothing yet. */
    static SyncOutcome postponed(FetchedMember fetched, Optional<Long> askAbout) {
        return new SyncOutcome(
                fetched,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                askAbout,
                true);
    }

    SyncOutcome alsoResolving(List<OpenGap> more) {
        List<OpenGap> all = Stream.concat(resolved.stream(), more.stream()).toList();
        return new SyncOutcome(
                fetched, profile, conflicts, changes, stillOpen, all, notices, push, askAbout, postponed);
    }

    /**
     * What was sent to Circle, or will be once this is written, without an answer yet. A sync that did not look at what
     * the member has in Circle leaves open what an earlier one left open.
     */
    Map<String, String> unanswered() {
        boolean looked = fetched.member().isPresent() && profile.isPresent();
        return push.map(CircleUpdate::values)
                .orElse(looked ? Map.of() : fetched.due().unanswered());
    }

    /** Whether nothing is left to do about the member once this is written. */
    boolean isFinal() {
        return !postponed && push.isEmpty();
    }
}
