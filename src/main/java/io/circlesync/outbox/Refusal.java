package io.circlesync.outbox;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a partner did not take a message.
 *
 * @param error shown to operators: the partner's code and words, nobody's data
 * @param permanent whether trying again is useless
 * @param retryAfter how long the partner asks to wait at least
 */
public record Refusal(String error, boolean permanent, Optional<Duration> retryAfter) {

    /** Trying again is useless. */
    public static Refusal permanent(String error) {
        return new Refusal(error, true, Optional.empty());
    }

    /** Another time it may work. */
    public static Refusal passing(String error) {
        return new Refusal(error, false, Optional.empty());
    }
}
