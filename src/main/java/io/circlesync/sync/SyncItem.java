package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One member in the middle of a sync: what Circle says, which profile that is, and which gaps are open about them. */
public record SyncItem(FetchedMember fetched, Match match, Set<OpenGap> openGaps) {

    /** What is to be done, as the route asks: create, merge, left, conflict or postpone. */
    public String action() {
        if (match instanceof Match.NewPerson) {
            return "create";
        }
        if (match instanceof Match.Known) {
            return "merge";
        }
        if (match instanceof Match.Gone) {
            return "left";
        }
        return match instanceof Match.Conflict ? "conflict" : "postpone";
    }

    /** The local side of the merge. */
    public FieldValues local() {
        return profile().fields();
    }

    /** Circle's side of the merge. */
    public FieldValues circle() {
        return member().fields();
    }

    /** The last local edit. */
    public Instant localUpdatedAt() {
        return profile().updatedAt();
    }

    /** The last change in Circle; none, which counts as the oldest, if it changed nothing that is synced. */
    public Optional<Instant> circleUpdatedAt() {
        return bringsNews() ? member().updatedAt() : Optional.empty();
    }

    /** What both sides agreed on last, our own writes included whose answer was lost but that Circle shows now. */
    public Optional<FieldValues> base() {
        return profile()
                .base()
                .map(base -> AgreedValues.withArrived(
                        base, member().fields(), fetched.due().unanswered()));
    }

    /** Circle's own times of single profile fields. */
    public Map<SyncedField, Instant> circleFieldTimes() {
        return member().fieldUpdatedAt();
    }

    CircleMember member() {
        return fetched.member().orElseThrow();
    }

    Profile profile() {
        return ((Match.Known) match).profile();
    }

    /**
     * False if Circle's values all equal the base: whatever its {@code updated_at} says, nobody edited them there since
     * both sides agreed. This is what ends echoes of our own writes.
     */
    boolean bringsNews() {
        return base().filter(base -> AgreedValues.equal(base, member().fields()))
                .isEmpty();
    }
}
