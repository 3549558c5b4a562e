package io.circlesync.queue;

import io.circlesync.change.HeldMember;
import io.circlesync.circle.FieldHint;
import io.circlesync.profile.CircleValues;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A member that this process holds and is to sync.
 *
 * @param memberId Circle's community member id
 * @param token proves the lease; whoever took the member over since has another one
 * @param generation counts what had made the member due when it was claimed
 * @param reasons how much of that there was since the last sync: events, edits, whatever else
 * @param attempts failed attempts so far
 * @param snapshot a whole member that an event carried, as JSON; empty when Circle is to be asked
 * @param eventId the last event about the member
 * @param claimedAt when it was claimed, by the database's clock
 * @param knownUntil Circle's {@code updated_at} as the profile has it already
 * @param unanswered what an earlier sync sent to Circle without having seen the answer
 * @param hints what events said of single fields since then
 * @param quiet whether nothing but a run has made the member due, so that the person is not written to about what is found
 * @param traceparent of the last event, where it is traced
 */
public record DueMember(
        long memberId,
        UUID token,
        long generation,
        long reasons,
        int attempts,
        Optional<String> snapshot,
        Optional<Long> eventId,
        Instant claimedAt,
        Optional<Instant> knownUntil,
        CircleValues unanswered,
        List<FieldHint> hints,
        boolean quiet,
        Optional<String> traceparent)
        implements Held {

    public DueMember {
        hints = List.copyOf(hints);
    }

    @Override
    public DueMember due() {
        return this;
    }

    /** Whether nothing but events made the member due that name one field and its value. */
    public boolean isHintedOnly() {
        return !hints.isEmpty() && hints.size() == reasons;
    }

    /**
     * The end of the lease.
     *
     * @param settled whether nothing is left to do; else Circle is written to
     * @param sent what it is being sent, or was sent without an answer
     * @param seen who has written what stands there
     */
    public HeldMember ending(boolean settled, CircleValues sent, HeldMember.Seen seen) {
        return new HeldMember(
                memberId,
                token,
                generation,
                claimedAt,
                settled,
                Optional.of(sent).filter(values -> !values.isEmpty()),
                seen);
    }

    /** Whether a single event made the member due: of several, nobody can tell in which order Circle sent them. */
    public boolean isForOneReason() {
        return reasons == 1;
    }
}
