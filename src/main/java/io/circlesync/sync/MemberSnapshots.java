package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleMemberReader;
import io.circlesync.queue.DueMember;
import io.circlesync.queue.Held;
import java.util.Optional;

/** Decides whether the member data that an event carried can stand for a fetch. */
public final class MemberSnapshots {

    /** Says in the place of a member that Circle has been found to know them no more. */
    public static final String GONE = "null";

    private final CircleMemberReader reader;

    public MemberSnapshots(CircleMemberReader reader) {
        this.reader = reader;
    }

    /**
     * The member as the event told; if it did not, or if the event is late and more recent data are known, who it is. Of two
     * states with the same time nobody can tell which is the later one, so Circle is asked then too, as it is where more
     * than this event came in since the last sync, whose order is not known, and where the answer to a push is missing:
     * the event may tell of the time before. So it is with what a run has read in Circle's list.
     */
    public Held usable(DueMember due) {
        return due.snapshot()
                .filter(json -> due.isForOneReason() && due.unanswered().isEmpty())
                .flatMap(json -> json.equals(GONE)
                        ? Optional.of(FetchedMember.of(due, Optional.empty()))
                        : reader.read(json)
                                .filter(member -> !isLate(member, due))
                                .map(member -> FetchedMember.told(due, member)))
                .<Held>map(fetched -> fetched)
                .orElse(due);
    }

    /** Whether no event told all of a member, so that Circle is to be asked. */
    public boolean isUntold(Held member) {
        return member instanceof DueMember;
    }

    /** The member as Circle has just answered. */
    public FetchedMember fetched(DueMember due, Optional<CircleMember> answer) {
        return FetchedMember.of(due, answer);
    }

    private static boolean isLate(CircleMember member, DueMember due) {
        return due.knownUntil()
                .filter(known -> member.updatedAt().filter(known::isBefore).isEmpty())
                .isPresent();
    }
}
