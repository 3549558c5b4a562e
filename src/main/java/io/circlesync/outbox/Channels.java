package io.circlesync.outbox;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The kinds of channels that there are. */
public final class Channels {

    /**
     * What {@code outbox-claim.sql} takes: what a claim needs to know of its channel.
     *
     * @param silenceMillis for which nobody hears the same anew
     * @param threshold messages of one window that go out one by one; null if there are no digests
     */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Claim(
            String channel,
            boolean personal,
            long pauseMillis,
            long silenceMillis,
            Integer threshold,
            long windowMillis) {}

    private final Map<String, ChannelKind> kinds;
    private final ChannelKind other;
    private final Duration silence;

    /**
     * @param kinds by their names
     * @param other any kind beside these
     * @param silence for which somebody to whom a gap was told in person is not told of another one of its kind, as when
     *     it closes and opens again; reminders come as they come
     */
    public Channels(Map<String, ChannelKind> kinds, ChannelKind other, Duration silence) {
        this.kinds = Map.copyOf(kinds);
        this.other = other;
        this.silence = silence;
    }

    /** What is to be known of a channel, such as {@code slack} or {@code slack:members}, by its kind. */
    public ChannelKind kind(String channel) {
        return kinds.getOrDefault(ChannelKind.of(channel), other);
    }

    /** Whether a kind is more than any other. */
    public boolean hasCode(String kind) {
        return kinds.containsKey(kind);
    }

    /** Asks for the next message of a channel, as JSON. */
    public String claim(String channel) {
        ChannelKind kind = kind(channel);
        Optional<ChannelKind.Digest> digest = kind.digest();
        return Json.write(new Claim(
                channel,
                kind.personal(),
                kind.pause().toMillis(),
                silence.toMillis(),
                digest.map(ChannelKind.Digest::threshold).orElse(null),
                digest.map(found -> found.window().toMillis()).orElse(0L)));
    }
}
