package io.circlesync.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.count.Success;
import io.circlesync.partner.PartnerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the whole service stands, on all nodes, as {@code service-state.sql} tells it. Metrics, health and JMX show this and
 * compute nothing of their own.
 *
 * @param at when it was read, by the database's clock
 * @param writesRefusedSince since when Circle lets us write to nobody; empty while it does
 * @param troubles why members are tried again or were given up, the commonest reasons first; told of a thousand members of
 *     each state at most
 * @param openGaps how many gaps of each kind are open; a kind of which there are none is left out
 * @param gapsOpened gaps of each kind that were opened since this process began to count
 * @param gapsResolved gaps of each kind that were resolved, or erased, since then
 * @param partners Circle first
 * @param channels of messages, by their names
 * @param successes when things went well last, by {@link Success#columnValue()}; what never did is left out
 * @param openRun the reconciliation that is planned, runs or waits for a person
 * @param lastRun the reconciliation that has ended last
 * @param lastRunDoneAt when one has last come to its end, neither cancelled nor failed
 * @param replayMembersLeft members whom replays are still to mark due
 */
public record ServiceState(
        Instant at,
        Members members,
        Optional<Instant> writesRefusedSince,
        List<Trouble> troubles,
        Searches searches,
        Events events,
        Map<String, Long> openGaps,
        Map<String, Long> gapsOpened,
        Map<String, Long> gapsResolved,
        List<PartnerState> partners,
        List<Channel> channels,
        Map<String, Instant> successes,
        Optional<Run> openRun,
        Optional<Run> lastRun,
        Optional<Instant> lastRunDoneAt,
        long replayMembersLeft) {

    /**
     * The queue of the sync.
     *
     * @param due members that are to be synced now and that nobody holds
     * @param oldestDueAt since when the first of them has been due
     * @param running members that a node holds
     * @param retrying members that wait for another attempt, or are at one
     * @param failed members that were given up
     * @param paused members whom a person has paused
     * @param unwritten members with edits that wait until Circle lets us write again
     */
    public record Members(
            long due,
            Optional<Instant> oldestDueAt,
            long running,
            long retrying,
            long failed,
            long paused,
            long unwritten) {}

    /**
     * Why some members do not get on.
     *
     * @param state {@code failed} or {@code retrying}
     * @param reason nobody's data
     * @param attempts most attempts that one of them has had
     * @param since when the first of them was given up; empty for those that are tried again
     * @param nextAt when the first of them is tried next; empty for those that were given up
     */
    public record Trouble(
            String state,
            String reason,
            long members,
            int attempts,
            Optional<Instant> since,
            Optional<Instant> nextAt) {}

    /** Profiles whose member is to be looked for in Circle now, and since when the first of them has been. */
    public record Searches(long due, Optional<Instant> oldestDueAt) {}

    /**
     * What came in.
     *
     * @param today events stored since midnight (UTC)
     * @param quarantined events that could not be used and wait for a person
     */
    public record Events(long today, long quarantined) {}

    /**
     * One channel of messages.
     *
     * @param waiting messages that are to go out, now or later
     * @param oldestDueAt since when the first of them has been due
     * @param retrying messages that were refused and are tried again
     * @param failed messages that were given up
     * @param sentAt when one went out last
     */
    public record Channel(
            String name,
            long waiting,
            Optional<Instant> oldestDueAt,
            long retrying,
            long failed,
            Optional<Instant> sentAt) {}

    /**
     * One reconciliation.
     *
     * @param state as in the API
     * @param step what it does, or did last
     * @param pages pages of Circle's list that are compared
     * @param members members on them
     * @param membersTotal members that Circle counted before
     * @param waitingFor what a person is to decide about: thresholds with their figures
     * @param reason why it has failed
     */
    public record Run(
            long id,
            String state,
            String step,
            boolean dryRun,
            Instant startedAt,
            Optional<Instant> endedAt,
            int pages,
            long members,
            Optional<Long> membersTotal,
            JsonNode waitingFor,
            Optional<String> reason) {}

    /** The same, with what partners may be called. */
    ServiceState with(List<PartnerState> limited) {
        return new ServiceState(
                at,
                members,
                writesRefusedSince,
                troubles,
                searches,
                events,
                openGaps,
                gapsOpened,
                gapsResolved,
                limited,
                channels,
                successes,
                openRun,
                lastRun,
                lastRunDoneAt,
                replayMembersLeft);
    }

    /** How long something has been due; zero where nothing is. */
    public Duration age(Optional<Instant> since) {
        return since.map(then -> Duration.between(then, at))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }
}
