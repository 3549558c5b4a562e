package io.circlesync.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.change.Change;
import io.circlesync.circle.CircleMember;
import io.circlesync.count.Counts;
import io.circlesync.count.SyncResult;
import io.circlesync.gap.OpenGap;
import io.circlesync.json.Json;
import io.circlesync.queue.Held;
import io.circlesync.queue.Leases;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads for a whole batch of members at once who they are; written in one go, they cost few round trips each. */
public final class SyncBatch {

    private final Leases leases;
    private final Counts counts;

    public SyncBatch(Leases leases, Counts counts) {
        this.leases = leases;
        this.counts = counts;
    }

    /** What to look for in {@code member-candidates.sql}, as JSON. */
    public String wanted(List<FetchedMember> members) {
        return Json.write(members.stream()
                .map(fetched -> MemberKeys.of(fetched.due().memberId(), fetched.member()))
                .toList());
    }

    /** Decides for each member who they are, from the row of {@code member-candidates.sql}. */
    public List<Match> match(List<FetchedMember> members, Map<String, Object> found) {
        Set<UUID> taken = new HashSet<>();
        Set<String> takenEmails = new HashSet<>();
        return each(members, found)
                .map(match -> unlessTaken(match, taken, takenEmails))
                .toList();
    }

    /** Who each member is, whoever else is in the batch. */
    static Stream<Match> each(List<FetchedMember> members, Map<String, Object> found) {
        FoundByMember profiles = FoundByMember.of(
                Json.read((String) found.get("profiles")),
                Json.read((String) found.get("found")),
                Json.read((String) found.get("told_apart")),
                Json.read((String) found.get("rivals")));
        Set<OpenGap> openGaps = new HashSet<>();
        for (JsonNode row : Json.read((String) found.get("gaps"))) {
            openGaps.add(
                    new OpenGap(row.get("subject").asText(), row.get("kind").asText()));
        }
        Set<String> deletedAccounts = new HashSet<>();
        for (JsonNode userId : Json.read((String) found.get("deleted_accounts"))) {
            deletedAccounts.add(userId.asText());
        }
        return members.stream()
                .map(fetched -> fetched.without(deletedAccounts))
                .map(fetched -> new SyncItem(fetched, openGaps))
                .map(item -> MemberMatcher.match(item, profiles.candidates(item.memberId())));
    }

    /** Whether a member is somebody whose profile is known. */
    public boolean isKnown(Match match) {
        return match instanceof Match.Known;
    }

    /** Whether a member is somebody who has no profile yet. */
    public boolean isNew(Match match) {
        return match instanceof Match.NewPerson;
    }

    /** Whether a member is not in the community any more. */
    public boolean hasLeft(Match match) {
        return match instanceof Match.Gone;
    }

    /** Whether a member could be more than one profile. */
    public boolean isConflict(Match match) {
        return match instanceof Match.Conflict;
    }

    /** All that the members of the batch come to. */
    public Change change(List<SyncOutcome> outcomes) {
        return Change.of(outcomes.stream().map(SyncOutcome::change).toList());
    }

    /** Whether there is more than one member. */
    public boolean isMany(List<FetchedMember> members) {
        return members.size() > 1;
    }

    /** Each member of the batch as a batch of its own. */
    public List<List<FetchedMember>> singly(List<FetchedMember> members) {
        return members.stream().map(List::of).toList();
    }

    /** The only member of a batch of one. */
    public Held only(List<FetchedMember> members) {
        return members.get(0);
    }

    /** A member that had to wait for the others of its batch, as a batch of one. */
    public List<FetchedMember> again(SyncOutcome postponed) {
        return List.of(postponed.fetched());
    }

    /** A member that had to wait for Circle's answer about somebody, as a batch of one. */
    public List<FetchedMember> learning(SyncOutcome postponed, Optional<CircleMember> answer) {
        return List.of(postponed.fetched().learning(postponed.askAbout().orElseThrow(), answer));
    }

    /** Forgets the members that are settled; those that are postponed or pushed are still held. */
    public void release(List<SyncOutcome> outcomes) {
        outcomes.stream().filter(SyncOutcome::isFinal).forEach(outcome -> {
            leases.release(outcome);
            counts.synced(
                    outcome.isChange() ? SyncResult.CHANGED : SyncResult.UNCHANGED,
                    outcome.due().memberId(),
                    outcome.due().eventId(),
                    outcome.due().claimedAt());
        });
    }

    /** The members of whom Circle lacks something. */
    public List<SyncOutcome> pushes(List<SyncOutcome> outcomes) {
        return outcomes.stream().filter(outcome -> outcome.push().isPresent()).toList();
    }

    /** The members still to be synced. */
    public List<SyncOutcome> postponed(List<SyncOutcome> outcomes) {
        return outcomes.stream().filter(SyncOutcome::postponed).toList();
    }

    /** Two members of one batch that come to the same profile or address are synced one after the other. */
    private static Match unlessTaken(Match match, Set<UUID> taken, Set<String> takenEmails) {
        boolean free = true;
        if (match instanceof Match.Known known) {
            free = taken.add(known.found().id());
        } else if (match instanceof Match.Gone gone && gone.profile().isPresent()) {
            free = taken.add(gone.profile().get().id());
        }
        if (match instanceof Match.NewPerson || match instanceof Match.Known) {
            free &= takenEmails.add(
                    match.item().fetched().member().orElseThrow().emailKey());
        }
        return free ? match : new Match.Postponed(match.item(), Optional.empty(), Optional.empty());
    }
}
