package io.circlesync.edit;

import io.circlesync.change.Change;
import io.circlesync.change.Decision;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What it comes to that changes of profiles are taken back: local edits, so that Circle follows.
 *
 * @param restored the changes that are taken back, and what each does
 * @param skipped those that are not, and why
 */
public record Restored(Change change, List<Step> restored, List<Step> skipped) implements Decision {

    public Restored {
        restored = List.copyOf(restored);
        skipped = List.copyOf(skipped);
    }

    /**
     * One change of the timeline.
     *
     * @param from what the profile has
     * @param to what it had before the change
     * @param reason why it is not taken back; empty where it is
     */
    public record Step(
            long changeId,
            Optional<UUID> profileId,
            Optional<String> field,
            Optional<String> from,
            Optional<String> to,
            Optional<String> reason) {

        /** A change that is not there. */
        public static Step unknown(long changeId) {
            return new Step(
                    changeId,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of("There is no such change."));
        }

        static Step of(PastChange change, Optional<String> from) {
            return new Step(
                    change.id(),
                    Optional.of(change.profileId()),
                    Optional.of(change.field()),
                    from,
                    change.from(),
                    Optional.empty());
        }

        Step skipped(String because) {
            return new Step(changeId, profileId, field, from, to, Optional.of(because));
        }

        /** Leaves out the values, which are people's data and stay out of logs. */
        @Override
        public String toString() {
            return "Step[" + changeId + "]";
        }
    }
}
