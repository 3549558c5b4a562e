package io.circlesync.sync;

import io.circlesync.change.RecordedConflict;
import io.circlesync.circle.CircleException;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CircleUpdate;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.OpenGap;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.Profile;
import io.circlesync.queue.DueMember;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Works out what syncs would change, by their own rules, and has none of it written. */
public final class MemberPreviews {

    private static final UUID NOBODYS = new UUID(0, 0);

    private final MemberSync sync;
    private final Clock clock;

    public MemberPreviews(MemberSync sync, Clock clock) {
        this.sync = sync;
        this.clock = clock;
    }

    /**
     * A member whose sync is to be foreseen.
     *
     * @param member as Circle has them; empty if it knows none
     * @param unanswered what was sent to Circle without having seen the answer
     */
    public record Wanted(long memberId, Optional<CircleMember> member, CircleValues unanswered) {

        /** Names nobody. */
        @Override
        public String toString() {
            return "Wanted[" + memberId + "]";
        }
    }

    /**
     * What each of them comes to, by itself.
     *
     * @param found the columns of {@code member-candidates.sql}
     */
    public List<MemberPreview> of(List<Wanted> wanted, Map<String, Object> found) {
        List<FetchedMember> members = wanted.stream()
                .map(one -> FetchedMember.of(due(one), one.member()))
                .toList();
        return SyncBatch.each(members, found).map(this::preview).toList();
    }

    private DueMember due(Wanted wanted) {
        return new DueMember(
                wanted.memberId(),
                NOBODYS,
                1,
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                clock.instant(),
                Optional.empty(),
                wanted.unanswered(),
                List.of(),
                true,
                Optional.empty());
    }

    private MemberPreview preview(Match match) {
        if (match instanceof Match.NewPerson person) {
            return decided(match, Optional.empty(), sync.create(person));
        }
        if (match instanceof Match.Known known) {
            try {
                return decided(match, Optional.of(known.found()), sync.merge(known));
            } catch (CircleException e) {
                return unreadable(known, e.getMessage());
            }
        }
        if (match instanceof Match.Gone gone) {
            return decided(match, gone.profile(), sync.leave(gone));
        }
        if (match instanceof Match.Conflict conflict) {
            return undecided(match, conflict.reason(), conflict.profileIds());
        }
        Match.Postponed postponed = (Match.Postponed) match;
        return new MemberPreview(
                match.item().memberId(),
                match.item().fetched().member(),
                postponed.profile(),
                Optional.empty(),
                List.of(),
                CircleValues.none(),
                Optional.empty(),
                postponed.profile().stream().map(Profile::id).toList(),
                postponed.askAbout(),
                false);
    }

    private static MemberPreview decided(Match match, Optional<Profile> before, SyncOutcome outcome) {
        return new MemberPreview(
                match.item().memberId(),
                match.item().fetched().member(),
                before,
                outcome.profile(),
                outcome.change().conflicts().stream()
                        .map(RecordedConflict::conflict)
                        .toList(),
                outcome.push().map(CircleUpdate::values).orElse(CircleValues.none()),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false);
    }

    private static MemberPreview unreadable(Match.Known match, String reason) {
        return new MemberPreview(
                match.item().memberId(),
                match.item().fetched().member(),
                Optional.of(match.found()),
                Optional.empty(),
                List.of(),
                CircleValues.none(),
                Optional.of(reason),
                List.of(),
                Optional.empty(),
                false);
    }

    private static MemberPreview undecided(Match match, String reason, List<UUID> candidates) {
        return new MemberPreview(
                match.item().memberId(),
                match.item().fetched().member(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                CircleValues.none(),
                Optional.of(reason),
                candidates,
                Optional.empty(),
                match.item().openGaps().contains(OpenGap.ofMember(match.item().memberId(), GapKind.IDENTITY_CONFLICT)));
    }
}
