package io.circlesync.outbox;

import io.circlesync.gap.GapNotice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of claimed rows and of their channel, for the statement that writes it.
 *
 * @param channel the channel's name
 * @param ids the rows, which share their fate
 * @param state {@code sent}, {@code failed}, {@code obsolete}, or {@code pending} to try again
 * @param failures 1 if this attempt failed by the message's own fault, else 0
 * @param delay until the next attempt, or, where the channel is refused, until one of its messages asks again; zero when there
 *     is none
 * @param pause between two messages of the channel
 * @param error why the attempt failed; empty when it did not
 * @param standing what is known of the channel now
 * @param mended subjects of gaps that end because a message went out
 * @param notices what somebody is to hear of, unless they have heard of it before; that something is over, if they have
 */
public record Settlement(
        String channel,
        List<Long> ids,
        String state,
        int failures,
        Duration delay,
        Duration pause,
        Optional<String> error,
        Standing standing,
        List<String> mended,
        List<GapNotice> notices) {

    /** What an attempt tells of the channel. */
    public enum Standing {
        /** A message went out that asked whether others may. */
        OPEN,
        /** A message went out as others did. If the channel was refused meanwhile, the next one asks whether it still is. */
        TAKEN,
        /** The channel takes nothing; one message asks again after the delay. */
        REFUSED,
        /** Nothing new. If it was refused, another message may ask at once. */
        UNKNOWN
    }
}
