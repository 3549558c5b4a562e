package io.circlesync.sync;

import io.circlesync.circle.FieldHint;
import io.circlesync.count.Counts;
import io.circlesync.count.SyncResult;
import io.circlesync.merge.AgreedValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.ProfileRows;
import io.circlesync.profile.SameText;
import io.circlesync.queue.DueMember;
import java.util.Optional;

/**
 * Tells echoes of what both sides agree on from news, so that they cost no call to Circle: after our own push, Circle
 * fires an event for each field that we wrote.
 */
public final class MemberEchoes {

    private final Counts counts;

    MemberEchoes(Counts counts) {
        this.counts = counts;
    }

    /**
     * Whether nothing but echoes made the member due. Anything in doubt is not an echo: a member who is not linked or has
     * left or about whom something is open, a local value that Circle does not have yet, a push without an answer.
     *
     * @param profile the row of {@code member-echo.sql}; null if there is none
     */
    public boolean isEcho(DueMember due, String profile) {
        boolean isEcho = profile != null && isEcho(due, ProfileRows.fromJson(profile));
        if (isEcho) {
            counts.synced(SyncResult.ECHO, due.memberId(), due.eventId(), due.claimedAt());
        }
        return isEcho;
    }

    boolean isEcho(DueMember due, Profile profile) {
        Optional<FieldValues> agreed = profile.base()
                .filter(base -> profile.leftAt().isEmpty())
                .filter(base -> AgreedValues.equal(base, profile.fields()));
        return due.isHintedOnly()
                && due.unanswered().isEmpty()
                && agreed.filter(base -> due.hints().stream().allMatch(hint -> isNoNews(hint, base)))
                        .isPresent();
    }

    private static boolean isNoNews(FieldHint hint, FieldValues base) {
        return SameText.same(hint.field(), base.get(hint.field()).orElse(""), hint.value());
    }
}
