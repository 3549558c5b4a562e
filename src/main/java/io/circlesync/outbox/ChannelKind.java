package io.circlesync.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What all channels of one kind have in common: how fast they take messages, and how their partner says no.
 *
 * @param personal whether a message reaches the person whom a gap is about, and not the team. It tells them how they stand
 *     when it is sent
 * @param pause between two messages of a channel, all nodes together
 * @param digest when many messages become one; empty if each goes out alone
 * @param patience with one message
 * @param refusals understands what sending throws
 * @param wording throws if a message cannot be worded
 * @param missing what a channel of this name lacks and what was expected; empty if messages can be sent to it
 */
public record ChannelKind(
        boolean personal,
        Duration pause,
        Optional<Digest> digest,
        Patience patience,
        Function<Throwable, Refusal> refusals,
        Consumer<OutboxEntry> wording,
        Function<String, Optional<String>> missing) {

    /**
     * When many messages become one.
     *
     * @param threshold as many within the window go out one by one
     * @param window more than that wait until nothing has gone out for so long
     */
    public record Digest(int threshold, Duration window) {}

    /** The kind of a channel: of {@code slack:members} it is {@code slack}. */
    public static String of(String channel) {
        return channel.split(":", 2)[0];
    }

    /** Which of its kind a channel is: of {@code slack:members} it is {@code members}; empty for the one without a name. */
    public static Optional<String> name(String channel) {
        int colon = channel.indexOf(':');
        return colon < 0 ? Optional.empty() : Optional.of(channel.substring(colon + 1));
    }
}
