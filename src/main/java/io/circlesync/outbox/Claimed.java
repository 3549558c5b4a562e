package io.circlesync.outbox;

import java.util.List;

/**
 * The claimed rows of one channel, by what becomes of them.
 *
 * @param sendable what goes out, oldest first
 * @param others what becomes of the rest, which must not hold it up: what is not needed any more is dropped, and what cannot be worded
 *     is given up
 */
public record Claimed(List<OutboxEntry> sendable, List<Settlement> others) {

    public Claimed {
        sendable = List.copyOf(sendable);
        others = List.copyOf(others);
    }
}
