package io.circlesync.change;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A member whom this process has to hold still, and how the lease ends.
 *
 * @param token proves the lease
 * @param generation counts what had made the member due when they were claimed
 * @param claimedAt every event before it is settled
 * @param settled whether nothing is left to do; else the lease goes on, for Circle is written to
 * @param sent what Circle is being sent, or was sent without an answer; empty where that is nothing
 * @param seen who has written what stands in Circle
 */
@JsonNaming(SnakeCaseStrategy.class)
public record HeldMember(
        long memberId,
        UUID token,
        long generation,
        Instant claimedAt,
        boolean settled,
        Optional<CircleValues> sent,
        @JsonUnwrapped Seen seen) {

    /**
     * What a sync has seen of who has written what stands in Circle.
     *
     * @param forOthers what was written for others and still stands there; empty where it did not look
     * @param editedThere whether somebody has edited something there since both sides last agreed
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Seen(Optional<WrittenForOthers> forOthers, boolean editedThere) {

        private static final Seen NOTHING = new Seen(Optional.empty(), false);

        /** Of a sync that did not look. */
        public static Seen nothing() {
            return NOTHING;
        }
    }

    /** Leaves out what is sent, which is people's data and stays out of logs. */
    @Override
    public String toString() {
        return "HeldMember[" + memberId + "]";
    }
}
